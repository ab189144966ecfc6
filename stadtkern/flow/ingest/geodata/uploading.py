# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files under review: kept, looked into, reviewed; nothing of them is in a collection yet."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

import msgspec
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.utils.translation import gettext as _

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.ingest.limits import MIB, limits
from stadtkern.kernel import rights
from stadtkern.kernel.errors import LimitExceeded, NotFound, PayloadRejected, PayloadTooLarge
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

from .models import Origin, Service, Upload
from .reader import supervisor
from .wishes import Wish, wish_of

KEPT = timedelta(days=2)
MOST_OPEN = 20
"""Files that one person may have under review."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """A file as it comes."""

    name: str
    parts: Iterable[bytes]
    collection: FeatureCollection | None = None
    """Null: a new one is to be made of it."""
    service: Service = Service.FILE
    url: str = ""
    type_name: str = ""


def begin(actor: Person, given: Given, now: datetime) -> Upload:
    """Keep a file and look into it.

    Raises:
        NotPermitted: the actor may not write into the collection.
        PayloadRejected: it cannot be read; then it is not kept.
        PayloadTooLarge: it is larger than the limit.
        LimitExceeded: the actor has too many files under review.
    """
    rights.require(rights.may_somewhere(actor, Action.EDIT), "upload geodata")
    if given.collection is not None:
        rights.require(
            rights.may_edit(actor, given.collection.department), f"upload into {given.collection.key}"
        )
    if Upload.objects.filter(person=actor).count() >= MOST_OPEN:
        raise LimitExceeded(_("Es sind zu viele Dateien in Prüfung. Bitte erst einige verwerfen."))
    upload = Upload(
        person=actor,
        collection=given.collection,
        name=safe_name(given.name),
        service=given.service,
        url=given.url,
        type_name=given.type_name,
        created_at=now,
    )
    path = _folder() / str(upload.pk) / "datei"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        upload.size, upload.sha256 = _kept(given.parts, path)
        upload.survey = msgspec.to_builtins(supervisor.survey(path, upload.name))
        _share(upload, path)
        upload.save(force_insert=True)
    except BaseException:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise
    return upload


def of_person(person: Person, key: str) -> Upload:
    """The file under review; only who brought it and administrators may go on with it.

    Raises:
        NotFound: there is none of that id for this person.
    """
    rows = Upload.objects.select_related("collection__department", "person")
    mine = rows.filter(pk=key) if rights.may(person, Action.EDIT) else rows.filter(pk=key, person=person)
    found = mine.first()
    if found is None:
        raise NotFound(f"no upload {key}")
    return found


def path_of(upload: Upload) -> Path:
    """Where the file lies on this machine; one that another machine took in is fetched from the bucket.

    Raises:
        PayloadRejected: somebody has removed it.
    """
    path = _folder() / str(upload.pk) / "datei"
    if path.exists() or not _in_bucket():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_name(f"datei-{secrets.token_hex(4)}")
    try:
        with default_storage.open(_shared_name(upload), "rb") as shared, own.open("wb") as target:
            shutil.copyfileobj(shared, target)
    except FileNotFoundError as error:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise PayloadRejected(_("Die Datei wurde inzwischen entfernt.")) from error
    own.replace(path)
    return path


def review(upload: Upload, wish: Wish) -> None:
    """Keep how it is to be read; an older preview no longer counts."""
    upload.wish, upload.preview = msgspec.to_builtins(wish), None
    upload.save(update_fields=["wish", "preview"])


def last_wish(collection: FeatureCollection | None) -> Wish | None:
    """How the collection was read last time."""
    origin = Origin.objects.filter(collection=collection).first() if collection else None
    return wish_of(origin.wish) if origin else None


def discard(upload: Upload) -> None:
    """Remove the file and what was reviewed."""
    folder, name = _folder() / str(upload.pk), _shared_name(upload)
    upload.delete()
    shutil.rmtree(folder, ignore_errors=True)
    if _in_bucket():
        default_storage.delete(name)


def tidy(now: datetime) -> int:
    """Remove files whose review was given up; how many."""
    left = list(Upload.objects.filter(created_at__lt=now - KEPT))
    for upload in left:
        discard(upload)
    _forget_copies(now)
    return len(left)


def safe_name(name: str) -> str:
    """A file's name without folders and control characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(char for char in last if char.isprintable())[-300:] or "datei"


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "geodata"


def _in_bucket() -> bool:
    """Whether files lie where other machines reach them."""
    return not isinstance(storages["default"], FileSystemStorage)


def _shared_name(upload: Upload) -> str:
    return f"geodata/{upload.pk}/datei"


def _share(upload: Upload, path: Path) -> None:
    """Let other machines, whose jobs may read it, have the file too."""
    if _in_bucket():
        with path.open("rb") as file:
            default_storage.save(_shared_name(upload), File(file))


def _forget_copies(now: datetime) -> None:
    """Remove copies on this machine whose review another machine has ended."""
    for folder in _folder().glob("*"):
        if folder.stat().st_mtime < (now - KEPT).timestamp():
            shutil.rmtree(folder, ignore_errors=True)


def _kept(parts: Iterable[bytes], path: Path) -> tuple[int, str]:
    """Write the file; its size and its SHA-256."""
    most, size, digest = limits().file_bytes, 0, hashlib.sha256()
    with path.open("wb") as target:
        for part in parts:
            size += len(part)
            if size > most:
                raise PayloadTooLarge(
                    _("Die Datei ist größer als %(most)d MiB. Größere liest „stadtkern import“.")
                    % {"most": most // MIB}
                )
            digest.update(part)
            target.write(part)
    return size, digest.hexdigest()
