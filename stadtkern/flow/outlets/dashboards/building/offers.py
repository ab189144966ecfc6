# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Data that can be chosen for a tile, searched in the register by subject, place and quantity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from stadtkern.flow.lake import current
from stadtkern.flow.outlets.rules import areas
from stadtkern.kernel import registry
from stadtkern.kernel.models import Person
from stadtkern.kernel.quantities import KNOWN
from stadtkern.web.templatetags.web import local, quantity_name

from .register import Offer, Wanted, offers, with_newest

MOST: Final = 30
_LONGEST: Final = 200


def wanted(sent: QueryDict) -> Wanted:
    """As the fields of the search say it."""

    def field(name: str) -> str:
        return sent.get(f"suche-{name}", "").replace("\0", "").strip()[:_LONGEST]

    return Wanted(
        text=field("text"), domain=field("thema"), quantity=field("groesse"), district=field("bezirk")
    )


@dataclass(frozen=True, kw_only=True)
class Search:
    """The fields of the search, and what was found."""

    wanted: Wanted
    domains: Sequence[tuple[str, str]]
    quantities: Sequence[tuple[str, str]]
    districts: Sequence[str]
    offers: Sequence[Offer]
    more: bool
    """There is more than is shown."""


def search(person: Person, wanted: Wanted, *, kind: str) -> Search:
    """What the register has for a kind of tile."""
    found = offers(person, wanted, kind=kind, most=MOST + 1)
    return Search(
        wanted=wanted,
        domains=[(one.name, local(one, "title")) for one in registry.domains()],
        quantities=_quantities(wanted.domain),
        districts=sorted(areas.districts()),
        offers=with_newest(found[:MOST], current.lake()),
        more=len(found) > MOST,
    )


def _quantities(domain: str) -> list[tuple[str, str]]:
    """What things of a subject measure (empty: of any subject), by name."""
    declared = [one for one in registry.domains() if domain in {"", one.name}]
    found = {one.key: one for subject in declared for one in subject.quantities}
    if domain and any(one.any_quantity for one in declared):
        found = {one.key: one for one in KNOWN}
    named = [(one.key, quantity_name(one)) for one in found.values()]
    return sorted(named, key=lambda pair: pair[1].casefold())
