# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The ground on which a city is restored: nobody may live there, and what stood there is set aside first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import psycopg
from django.db import DatabaseError

from stadtkern.flow.lake.lock import FolderLock
from stadtkern.kernel.errors import LakeBusy, WrongSetting
from stadtkern.kernel.jobs import GONE_AFTER_S
from stadtkern.kernel.models import JobWorker

from . import registers
from .places import Folder, Place
from .statements import statement
from .stores import Stores
from .words import BackupRefused, CityNotEmpty, CityRuns

RESTORING = "restoring"
"""Folder below the data folder for what is restored and not in its place yet."""
_BEGUN = "begun.json"
_READY = "ready.json"


class _Swap(msgspec.Struct):
    """What remains to be renamed when everything is built; repeated after a kill it does the rest."""

    aside: list[str]
    replaced: str


class _Begun(msgspec.Struct):
    """What a restore fills, databases and outside places by fingerprint; all of it was empty before."""

    fills: list[str] = []


def staging(stores: Stores) -> Path:
    """Where the parts are built."""
    return stores.data / RESTORING / "new"


def require_still(stores: Stores) -> None:
    """Make sure that no process of the city runs.

    Raises:
        CityRuns: one does.
        WrongSetting: the database does not answer.
    """
    if not stores.lake.catalogue and (stores.lake.folder / "lake.lock").exists():
        try:
            FolderLock(stores.lake.folder / "lake.lock").release()
        except LakeBusy as error:
            raise CityRuns from error
    if isinstance(stores.register, Path) and not stores.register.exists():
        return
    alive = datetime.now(UTC) - timedelta(seconds=GONE_AFTER_S)
    with registers.opened(stores.register) as alias:
        try:
            runs = JobWorker.objects.using(alias).filter(seen_at__gte=alive).exists()
        except DatabaseError:
            return
    if runs and not stores.embedded:
        raise CityRuns


def prepare(stores: Stores, *, replace: bool, now: datetime) -> None:
    """Make the ground empty, or refuse; what an interrupted restore has left is taken away.

    Raises:
        CityNotEmpty: a city is there and is not to be replaced, or a bucket holds other files.
        BackupRefused: what is there cannot be set aside.
    """
    begun = _begun(stores.data)
    occupied = list(_occupied(stores, begun))
    if occupied and not replace:
        raise CityNotEmpty(
            f"Dort ist schon eine Stadt ({', '.join(occupied)}). "
            "Mit --replace wird sie vorher beiseitegelegt."
        )
    _require_free_files(stores, begun)
    for address in _databases(stores):
        _clear(address, wipe=_named(address) in begun.fills, aside=f"replaced_{now:%Y%m%dt%H%M%S}")
    shutil.rmtree(stores.data / RESTORING, ignore_errors=True)
    staging(stores).mkdir(mode=0o750, parents=True)
    fills = [*_databases(stores), *(place.said for place in _outside(stores))]
    marker = _Begun(fills=[_named(one) for one in fills])
    Folder(stores.data / RESTORING).write(_BEGUN, [msgspec.json.encode(marker)])


def ready(stores: Stores, *, now: datetime) -> None:
    """Everything is built and compared: from now on only names change.

    Raises:
        BackupRefused: a name cannot be changed; calling restore again goes on.
    """
    new = {path.name for path in staging(stores).iterdir()}
    old = sorted(_own_entries(stores) | {name for name in new if (stores.data / name).exists()})
    swap = _Swap(aside=old, replaced=f"replaced-{now:%Y%m%dT%H%M%S}")
    marker = stores.data / RESTORING
    Folder(marker).write(_READY, [msgspec.json.encode(swap)])
    finish(stores.data)


def finish(data: Path) -> bool:
    """Put what is ready into its place; false when nothing is ready. May be repeated after a kill."""
    marker = data / RESTORING / _READY
    if not marker.exists():
        return False
    swap = msgspec.json.decode(marker.read_bytes(), type=_Swap)
    aside = data / swap.replaced
    try:
        for name in swap.aside:
            if (data / name).exists() and not (aside / name).exists():
                aside.mkdir(mode=0o750, exist_ok=True)
                (data / name).rename(aside / name)
        for path in sorted((data / RESTORING / "new").iterdir()):
            path.rename(data / path.name)
    except OSError as error:
        raise BackupRefused(f"In {data} lässt sich nichts umbenennen: {error.strerror}.") from error
    marker.unlink()
    shutil.rmtree(data / RESTORING)
    return True


def require_empty(stores: Stores, *, but: Sequence[Place] = ()) -> None:
    """Make sure that nothing lies there; ``but``: places that may have files.

    Raises:
        CityNotEmpty: something does.
        WrongSetting: the database does not answer.
    """
    occupied = list(_occupied(stores, _Begun()))
    places = [place for place in (stores.lake_files, stores.files) if place not in but]
    occupied += [place.said for place in places if any(True for _ in place.names())]
    if occupied:
        raise CityNotEmpty(f"Am Ziel liegt schon etwas ({', '.join(occupied)}). Bitte leere Orte nennen.")


@contextmanager
def unfinished(data: Path) -> Iterator[None]:
    """Until the block has come to its end no city starts in this data folder.

    Raises:
        BackupRefused: the folder cannot be written.
    """
    Folder(data / RESTORING).write(_BEGUN, [b"{}\n"])
    yield
    shutil.rmtree(data / RESTORING)


def interrupted(data: Path) -> bool:
    """Whether a restore has begun here and has not come to its end."""
    return (data / RESTORING).exists()


def _begun(data: Path) -> _Begun:
    marker = data / RESTORING / _BEGUN
    try:
        return msgspec.json.decode(marker.read_bytes(), type=_Begun)
    except (FileNotFoundError, msgspec.DecodeError):
        return _Begun()


def _named(address: str) -> str:
    return sha256(address.encode()).hexdigest()


def _occupied(stores: Stores, begun: _Begun) -> Iterator[str]:
    if isinstance(stores.register, Path) and stores.register.exists():
        yield "Datenbank"
    if not stores.lake.catalogue and (stores.lake.folder / "catalogue.ducklake").exists():
        yield "Datensee"
    if _inside(stores, stores.files) and any(True for _ in stores.files.names()):
        yield "Dateien"
    for address in _databases(stores):
        if _named(address) not in begun.fills and _has_tables(address):
            yield "PostgreSQL-Datenbank"


def _outside(stores: Stores) -> list[Place]:
    return [place for place in (stores.files, stores.lake_files) if not _inside(stores, place)]


def _require_free_files(stores: Stores, begun: _Begun) -> None:
    """Files that do not lie in the data folder cannot be set aside by renaming."""
    for place in _outside(stores):
        if _named(place.said) not in begun.fills and any(True for _ in place.names()):
            raise CityNotEmpty(
                f"In {place.said} liegen schon Dateien. Bitte in den Einstellungen einen leeren Ort nennen "
                "(STADTKERN_LAKE_FILES, STADTKERN_FILES); der alte bleibt, wie er ist."
            )


def _inside(stores: Stores, place: object) -> bool:
    return isinstance(place, Folder) and place.path.is_relative_to(stores.data)


def _own_entries(stores: Stores) -> set[str]:
    """Entries of the data folder that belong to the city that is replaced."""
    own = {listed.name.partition("/")[0] for listed in stores.own_files()}
    made = {path.name for path in stores.data.glob("register.sqlite3*")}
    return (
        own
        | made
        | {name for name in ("lake", "files", "cache", "open_tables") if (stores.data / name).exists()}
    )


def _databases(stores: Stores) -> list[str]:
    """The PostgreSQL databases of this city, each once."""
    named = [stores.register if isinstance(stores.register, str) else "", stores.lake.catalogue]
    return list(dict.fromkeys(address for address in named if address))


def _has_tables(address: str) -> bool:
    with _connected(address) as connection:
        row = connection.execute(statement("postgres_tables")).fetchone()
    return bool(row and row[0])


def _clear(address: str, *, wipe: bool, aside: str) -> None:
    with _connected(address) as connection:
        row = connection.execute(statement("postgres_tables")).fetchone()
        if not row or not row[0]:
            return
        query = statement("postgres_wipe") if wipe else statement("postgres_set_aside", aside=f'"{aside}"')
        connection.execute(query)
        connection.execute(statement("postgres_make_schema"))


@contextmanager
def _connected(address: str) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(address) as connection:
            yield connection
    except psycopg.Error as error:
        raise WrongSetting(f"Die PostgreSQL-Datenbank antwortet nicht wie erwartet: {error}") from error
