# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""All datasets: search, facets, results; htmx asks for the results alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.outlets.open_data import pages, wording
from stadtkern.flow.outlets.open_data.search import current
from stadtkern.flow.outlets.open_data.search.words import FACETS, ORDERS, Card, Facet, Found, Order, Searched

from .edge import page

_PER_PAGE = 20
_MOST_VALUES = 12
ORDER_TITLES: Mapping[Order, str | Promise] = {
    "treffer": _("beste Treffer"),
    "neu": _("zuletzt geändert"),
    "titel": _("Titel"),
}


@dataclass(frozen=True, kw_only=True)
class ShownValue:
    """One value of a facet."""

    value: str
    title: str
    count: int
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class ShownFacet:
    """A facet with the values that lead somewhere."""

    key: Facet
    title: str | Promise
    values: tuple[ShownValue, ...]
    chosen: int


@page
def datasets(request: HttpRequest) -> HttpResponseBase:
    """The list; without a word everything, newest first."""
    searched = _searched(request.GET)
    found = current.search(searched)
    shown = Paginator(found.cards, _PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "searched": searched,
        "results": _with_states(shown.object_list),
        "page": shown,
        "loose": found.loose,
        "silent": [] if searched.text or searched.chosen else pages.silent_sources(current.keys()),
        "facets": _facets(found, searched),
        "orders": ORDER_TITLES.items(),
        "narrowed": bool(searched.text or searched.chosen),
    }
    whole = request.headers.get("HX-Request") != "true"
    return render(request, "open_data/datasets.html" if whole else "open_data/datasets_results.html", context)


def _with_states(cards: Iterable[Card]) -> list[tuple[Card, SourceState | None]]:
    """The cards of a page; those of sources of observations with their state."""
    given = list(cards)
    keys = [card.key for card in given if card.origin == "measured"]
    states = {state.key: state for state in SourceState.objects.filter(key__in=keys)}
    return [(card, states.get(card.key)) for card in given]


def _searched(given: QueryDict) -> Searched:
    order: Order = next((one for one in ORDERS if one == given.get("ordnung")), "treffer")
    chosen: dict[str, tuple[str, ...]] = {
        facet: tuple(given.getlist(facet)[:20]) for facet in FACETS if given.getlist(facet)
    }
    return Searched(text=given.get("suche", "").strip()[:200], chosen=chosen, order=order, typing=True)


def _facets(found: Found, searched: Searched) -> list[ShownFacet]:
    shown = []
    for facet in FACETS:
        chosen = set(searched.chosen.get(facet, ()))
        counts = found.counts.get(facet, {})
        values = [value for value in counts if value not in chosen][:_MOST_VALUES]
        ordered = [*sorted(chosen), *values]
        if len(ordered) > (0 if chosen else 1) or facet in ("thema", "format"):
            shown.append(
                ShownFacet(
                    key=facet,
                    title=wording.FACET_TITLES[facet],
                    values=tuple(
                        ShownValue(
                            value=value,
                            title=wording.facet_value(facet, value),
                            count=counts.get(value, 0),
                            chosen=value in chosen,
                        )
                        for value in ordered
                    ),
                    chosen=len(chosen),
                )
            )
    return [facet for facet in shown if facet.values]
