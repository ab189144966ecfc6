# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which indicators there are, and for whom: declared, adjusted, and defined by people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import structlog
from django.contrib.auth.models import AnonymousUser

from stadtkern.kernel import registry, rights
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.indicators import Indicator
from stadtkern.kernel.models import Department
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action

from .models import StoredIndicator, Visibility

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Known:
    """An indicator with whoever is responsible for it."""

    indicator: Indicator
    domain: Domain | None
    """Null: the whole city."""
    department: str
    """Name of the department that owns it."""
    public: bool
    declared: bool
    """A domain declares one of this key."""
    adjusted: bool
    """People have defined or changed it; false: it is as it was declared."""
    revision: int
    """0: as declared."""


def find(key: str, reader: Visitor | None = None) -> Known:
    """The indicator of this key as a reader may see it; null: the public.

    Raises:
        NotFound: there is none that the reader may see.
    """
    row = StoredIndicator.objects.filter(key=key).select_related("department").first()
    found = _of_row(row) if row is not None and row.deleted_at is None else _declared(key)
    if found is None or not sees(found, reader):
        raise NotFound(f"no indicator {key[:80]!r}")
    return found


def named(key: str) -> Indicator | None:
    """The indicator of this key for formulas, whoever asks; null: there is none. See :func:`shows`."""
    row = StoredIndicator.objects.there().filter(key=key).first()
    found = _of_row(row) if row is not None else _declared(key)
    return found.indicator if found is not None else None


def shows(key: str, reader: Visitor | None) -> bool:
    """Whether formulas of this reader (null: the public) may name the indicator of this key."""
    try:
        find(key, reader)
    except NotFound:
        return False
    return True


def indicators(reader: Visitor | None = None) -> list[Known]:
    """All indicators that a reader may see, by title; one query for the public."""
    rows = StoredIndicator.objects.there().select_related("department")
    stored = {row.key: found for row in rows if (found := _of_row(row)) is not None}
    every = {one.indicator.key: one for one in _declarations()} | stored
    return sorted(
        (one for one in every.values() if sees(one, reader)), key=lambda one: one.indicator.title.casefold()
    )


def sees(known: Known, reader: Visitor | None) -> bool:
    """Whether a reader may see it."""
    return known.public or (reader is not None and permits(reader, Action.SEE_INTERNAL, known))


def permits(visitor: Visitor, action: Action, known: Known) -> bool:
    """Whether the visitor may do this to it."""
    if isinstance(visitor, AnonymousUser):
        return False
    owner = Department.objects.filter(name=known.department).first()
    domain = known.domain.name if known.domain else ""
    return rights.may(visitor, action, owner, domain=domain, subject=f"indicator:{known.indicator.key}")


def read(definition: object) -> Indicator | None:
    """A stored definition in the words of the kernel; null (and a line in the log) when it cannot be one."""
    try:
        return msgspec.convert(definition, Indicator)
    except msgspec.ValidationError as error:
        log.warning("indicator_unreadable", reason=str(error)[:200])
        return None


def domain_of(name: str) -> Domain | None:
    """The subject of this name; null: none, or it is not declared any more."""
    return next((one for one in registry.domains() if one.name == name), None)


def declares(key: str) -> bool:
    """Whether a domain declares an indicator of this key."""
    return _declared(key) is not None


def _of_row(row: StoredIndicator) -> Known | None:
    indicator = read(row.definition)
    if indicator is None:
        return None
    return Known(
        indicator=indicator,
        domain=domain_of(row.domain) if row.domain else None,
        department=row.department.name,
        public=row.visibility == Visibility.PUBLIC,
        declared=row.declared,
        adjusted=True,
        revision=row.revision,
    )


def _declared(key: str) -> Known | None:
    return next((one for one in _declarations() if one.indicator.key == key), None)


def _declarations() -> Iterator[Known]:
    for domain in registry.domains():
        for one in domain.indicators:
            yield Known(
                indicator=one,
                domain=domain,
                department=domain.department,
                public=True,
                declared=True,
                adjusted=False,
                revision=0,
            )
