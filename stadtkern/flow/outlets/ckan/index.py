# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every public package, packed, with what searches look at; made anew when the catalogue has changed.

A package takes about 2 kB here; the packages of an answer are unpacked when they are asked for.
"""

from __future__ import annotations

import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from threading import Lock, Thread

import msgspec
import structlog
from django.db import close_old_connections

from stadtkern.flow.catalogue import service
from stadtkern.flow.catalogue.words import Agent, Entry
from stadtkern.flow.outlets.dcat.addresses import Addresses, slug
from stadtkern.flow.outlets.dcat.portal import Portal, portal

from .conditions import Values
from .errors import SearchRefused
from .folding import folded
from .names import Names
from .packages import Json, moment, organisation_of, package

log = structlog.get_logger(__name__)

KNOWN_S = 60.0
"""Times of the last change may be so old: they move with every observation."""
_AT_ONCE = 1_000
"""Larger catalogues are made anew while the one before is still shown."""
_REST = 5.0
"""So many times as long as making it took, an index of a large catalogue is left alone."""
_ROOT = f"https://{token_hex(16)}.invalid"
"""Stands in packed packages for the address under which the city is asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What searches look at, and the package itself."""

    key: str
    id: str
    title: str
    sorted_title: str
    publisher: str
    organisation: str
    organisation_id: str
    groups: tuple[str, ...]
    tags: tuple[str, ...]
    folded_tags: tuple[str, ...]
    formats: tuple[str, ...]
    licence: str
    created: str
    modified: str
    texts: tuple[str, ...]
    """Folded: title, description, keywords, publisher."""
    packed: bytes
    open: bool
    resources: tuple[str, ...]

    def values(self) -> Values:
        """Its fields, folded, as conditions ask for them."""
        return lambda name: _values(self, name)


@dataclass(frozen=True, kw_only=True)
class Index:
    """All packages at one time."""

    rows: Sequence[Row]
    """By key."""
    by_name: Mapping[str, Row] = field(repr=False)
    """By key and by id."""
    by_resource: Mapping[str, Row] = field(repr=False)
    organisations: Mapping[str, Json] = field(repr=False)
    """By name; with the number of packages."""
    revision: int = 0
    made_at: float = 0.0
    """Monotonic [s]."""
    took_s: float = 0.0
    said: str = ""
    """What else decided about it."""


def index() -> Index:
    """The packages as they are now; of a large catalogue as they were until the next index is made."""
    known, revision, card = _HELD[0], service.revision(), portal()
    if known is not None and _is_fresh(known, revision, card):
        return known
    if known is not None and len(known.rows) > _AT_ONCE:
        _make_later(known)
        return known
    with _LOCK:
        known = _HELD[0]
        if known is None or not _is_fresh(known, revision, card):
            known = _made(service.all_public(), revision, card)
            _HELD[:] = [known]
    return known


def forget() -> None:
    """Make the index anew at the next question."""
    _HELD[:] = [None]


def names() -> Names:
    """Ids of this city."""
    card = portal()
    return Names(city=card.address or card.title)


def unpacked(rows: Iterable[Row], root: str) -> Iterator[msgspec.Raw]:
    """The packages of rows as JSON, with the address of this city."""
    placeholder, own = _ROOT.encode(), root.encode()
    for row in rows:
        yield msgspec.Raw(zlib.decompress(row.packed).replace(placeholder, own))


_HELD: list[Index | None] = [None]
_LOCK = Lock()
_MAKING = Lock()


def _make_later(known: Index) -> None:
    """Begin to make the next index, unless this process is at it or did nothing else for a while."""
    if time.monotonic() - known.made_at < _REST * known.took_s or not _MAKING.acquire(blocking=False):
        return
    Thread(target=_make, name="ckan-index", daemon=True).start()


def _make() -> None:
    try:
        revision, card = service.revision(), portal()
        _HELD[:] = [_made(service.all_public(), revision, card)]
    except Exception:  # the edge of a thread: it must not end silently
        log.exception("ckan_index_failed")
    finally:
        close_old_connections()
        _MAKING.release()


def _is_fresh(known: Index, revision: int, card: Portal) -> bool:
    young = time.monotonic() - known.made_at < KNOWN_S
    return young and known.revision == revision and known.said == repr(card)


def _made(entries: Iterable[Entry], revision: int, card: Portal) -> Index:
    begun = time.monotonic()
    own, addresses = Names(city=card.address or card.title), Addresses(root=_ROOT)
    rows: list[Row] = []
    publishers: dict[str, Agent] = {}
    for entry in entries:
        rows.append(_row(entry, card, addresses, own))
        publishers.setdefault(rows[-1].organisation, entry.publisher)
    counted = Counter(row.organisation for row in rows)
    return Index(
        rows=rows,
        by_name={name: row for row in rows for name in (row.key, row.id)},
        by_resource={one: row for row in rows for one in row.resources},
        organisations={
            name: _organisation(publisher, own, counted[name]) for name, publisher in publishers.items()
        },
        revision=revision,
        made_at=time.monotonic(),
        took_s=time.monotonic() - begun,
        said=repr(card),
    )


def _organisation(publisher: Agent, own: Names, packages: int) -> Json:
    return {
        **organisation_of(publisher, own),
        "display_name": publisher.name,
        "package_count": packages,
        "num_followers": 0,
        "image_display_url": "",
    }


def _row(entry: Entry, card: Portal, addresses: Addresses, own: Names) -> Row:
    made = package(entry, card, addresses, own)
    organisation = slug(entry.publisher.name)
    return Row(
        key=entry.key,
        id=own.package(entry.key),
        title=entry.title,
        sorted_title=folded(entry.title),
        publisher=entry.publisher.name,
        organisation=organisation,
        organisation_id=own.organisation(organisation),
        groups=tuple(theme.lower() for theme in entry.themes),
        tags=entry.keywords,
        folded_tags=tuple(map(folded, entry.keywords)),
        formats=tuple(dict.fromkeys(part.format for part in entry.distributions if part.format)),
        licence=entry.licence.code,
        created=moment(entry.issued or entry.modified) or "",
        modified=moment(entry.modified or entry.issued) or "",
        texts=tuple(
            folded(text)
            for text in (entry.title, entry.description, " ".join(entry.keywords), entry.publisher.name)
        ),
        packed=zlib.compress(msgspec.json.encode(made), 6),
        open=entry.licence.open,
        resources=tuple(own.resource(entry.key, part.key) for part in entry.distributions),
    )


def _values(row: Row, name: str) -> list[str]:
    """A field of a package.

    Raises:
        SearchRefused: there is none of this name.
    """
    if name in {"", "text"}:
        return list(row.texts)
    if name.startswith(("extras_", "vocab_", "harvest_")):
        return [folded(value) for key, value in _extras(row) if f"extras_{key.lower()}" == name]
    found = _FIELDS.get(name)
    if found is None:
        raise SearchRefused(f"undefined field {name}")
    return found(row)


def _extras(row: Row) -> list[tuple[str, str]]:
    held = msgspec.json.decode(zlib.decompress(row.packed), type=_Extras)
    return [(one.key, one.value) for one in held.extras]


class _Extra(msgspec.Struct):
    key: str
    value: str


class _Extras(msgspec.Struct):
    extras: list[_Extra]


_FIELDS: dict[str, Callable[[Row], list[str]]] = {
    "id": lambda row: [row.id],
    "name": lambda row: [row.key],
    "title": lambda row: [row.texts[0]],
    "title_string": lambda row: [row.texts[0]],
    "notes": lambda row: [row.texts[1]],
    "author": lambda row: [row.texts[3]],
    "maintainer": lambda row: [row.texts[3]],
    "organization": lambda row: [row.organisation],
    "owner_org": lambda row: [row.organisation_id],
    "groups": lambda row: list(row.groups),
    "tags": lambda row: list(row.folded_tags),
    "res_format": lambda row: [one.lower() for one in row.formats],
    "license_id": lambda row: [row.licence.lower()],
    "license": lambda row: [row.licence.lower()],
    "isopen": lambda row: [str(row.open).lower()],
    "metadata_created": lambda row: [row.created.lower()],
    "metadata_modified": lambda row: [row.modified.lower()],
    "type": lambda row: ["dataset"],
    "dataset_type": lambda row: ["dataset"],
    "entity_type": lambda row: ["package"],
    "state": lambda row: ["active"],
    "private": lambda row: ["false"],
    "capacity": lambda row: ["public"],
    "permission_labels": lambda row: ["public"],
}
