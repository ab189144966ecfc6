# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests below ``/api/dcat/``: the catalogue, one dataset, one service, one series."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from itertools import islice

import msgspec
from django.http import HttpRequest, HttpResponseBase
from rdflib import Graph

from stadtkern.flow.catalogue import service
from stadtkern.flow.catalogue.errors import Withdrawn
from stadtkern.flow.outlets.answering import sending
from stadtkern.flow.outlets.answering.answers import Answer, Header, nothing
from stadtkern.flow.outlets.answering.views import sent
from stadtkern.flow.outlets.dcat import graph as graphs
from stadtkern.flow.outlets.dcat.addresses import PATH, Addresses
from stadtkern.flow.outlets.dcat.portal import portal
from stadtkern.kernel.errors import CityError, NotFound, PayloadRejected

from . import forms, paging
from .forms import Form
from .remembered import remembered

_PROBLEM = "application/problem+json"
_MOST_SERVED = 1_000
"""Datasets that the document of one service names."""
_READ = ("GET", "HEAD")

Made = tuple[str, Callable[[], Graph], tuple[Header, ...]]
"""A text that differs when the graph does, the graph when it is needed, and headers."""


def catalogue(request: HttpRequest, ending: str = "") -> HttpResponseBase:
    """A page of the catalogue; ``after`` and ``limit`` choose which."""
    return _answered(request, ending, "/daten/", lambda form: _catalogue(request, form))


def dataset(request: HttpRequest, key: str, ending: str = "") -> HttpResponseBase:
    """One dataset."""
    return _answered(request, ending, f"/daten/{key}/", lambda form: _dataset(request, key))


def data_service(request: HttpRequest, key: str, ending: str = "") -> HttpResponseBase:
    """One data service."""
    return _answered(request, ending, "/schnittstellen/", lambda form: _service(request, key))


def series(request: HttpRequest, key: str, ending: str = "") -> HttpResponseBase:
    """One dataset series."""
    return _answered(request, ending, "/daten/", lambda form: _series(request, key))


def negotiated(request: HttpRequest, key: str) -> HttpResponseBase | None:
    """The dataset as RDF when the client prefers that to the page of its address; null: show the page."""
    if request.method not in _READ or not forms.asks_for_graph(request.headers.get("Accept", "")):
        return None
    return dataset(request, key)


def addresses_of(request: HttpRequest) -> Addresses:
    """IRIs of this city: with its lasting address when the operator named one, else as it was asked."""
    return Addresses(root=portal().address or request.build_absolute_uri("/").rstrip("/"))


def _answered(request: HttpRequest, ending: str, page: str, make: Callable[[Form], Made]) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return sent(request, sending.preflight("GET, HEAD, OPTIONS"))
    if request.method not in _READ:
        return sent(request, _refused(405, "Hier wird nur gelesen.", (("Allow", "GET, HEAD, OPTIONS"),)))
    form = forms.by_ending(ending) if ending else forms.wanted(request.headers.get("Accept", ""))
    if form is None:
        return sent(request, nothing(303, headers=(("Location", page),)))
    try:
        return sent(request, _written(make(form), form))
    except Withdrawn as gone:
        return sent(request, _refused(410, f"Zurückgezogen: {gone.tombstone.reason}"))
    except (NotFound, PayloadRejected) as error:
        return sent(request, _problem(error))


def _written(made: Made, form: Form) -> Answer:
    said, make, headers = made
    tag = blake2b(f"{form.ending} {said}".encode(), digest_size=12).hexdigest()
    body = remembered(tag, lambda: forms.written(make(), form))
    return Answer(body=body, media_type=f"{form.media_type}; charset=utf-8", tag=tag, headers=headers)


def _catalogue(request: HttpRequest, form: Form) -> Made:
    addresses, card = addresses_of(request), portal()
    after, limit = request.GET.get("after", "")[:200], _limit(request)
    found = service.entries(service.STRANGER, after=after or None, limit=limit + 1)
    page = paging.Page(
        entries=found[:limit],
        address=f"{addresses.root}{PATH}/catalog.{form.ending}",
        after=after,
        limit=limit,
        more=len(found) > limit,
    )
    offered, rows = {one.key: one for one in service.services()}, service.series()
    following = paging.next_address(page)
    headers = (("Link", f'<{following}>; rel="next"'),) if following else ()
    return (
        repr((page, card, addresses, offered, rows)),
        lambda: paging.page_graph(page, card, addresses, offered, rows),
        headers,
    )


def _dataset(request: HttpRequest, key: str) -> Made:
    addresses, card = addresses_of(request), portal()
    entry = service.entry(key)
    offered = {one.key: one for one in service.services()}
    headers = (("Link", f'<{addresses.page(key)}>; rel="alternate"; type="text/html"'),)
    return (
        repr((entry, card, addresses, offered)),
        lambda: graphs.dataset_graph(entry, card, addresses, offered),
        headers,
    )


def _service(request: HttpRequest, key: str) -> Made:
    addresses, card = addresses_of(request), portal()
    found = next((one for one in service.services() if one.key == key), None)
    if found is None:
        raise NotFound(f"Einen Datenservice „{key}“ gibt es nicht.")
    served = list(
        islice(
            (one for one in service.all_public() if any(way.service == key for way in one.distributions)),
            _MOST_SERVED,
        )
    )
    said = repr((found, card, addresses, [(one.key, one.high_value) for one in served]))
    return said, lambda: graphs.service_graph(found, card, addresses, served), ()


def _series(request: HttpRequest, key: str) -> Made:
    addresses, card = addresses_of(request), portal()
    found = next((one for one in service.series() if one.key == key), None)
    if found is None:
        raise NotFound(f"Eine Datensatzserie „{key}“ gibt es nicht.")
    members = [one.key for one in service.all_public() if one.series == key]
    said = repr((found, card, addresses, members))
    return said, lambda: graphs.series_graph(found, card, addresses, members), ()


def _limit(request: HttpRequest) -> int:
    """Datasets per page.

    Raises:
        PayloadRejected: no number between 1 and the most.
    """
    given = request.GET.get("limit", "") or str(paging.PER_PAGE)
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:6]) <= paging.MOST:
        raise PayloadRejected(f"limit: eine Zahl von 1 bis {paging.MOST} angeben, nicht „{given[:20]}“.")
    return int(given)


def _problem(error: CityError) -> Answer:
    status = 404 if isinstance(error, NotFound) else 400
    return _refused(status, str(error))


def _refused(status: int, detail: str, headers: tuple[Header, ...] = ()) -> Answer:
    """A problem in words (RFC 9457)."""
    body = msgspec.json.encode({"status": status, "detail": detail})
    return Answer(status=status, body=body, media_type=_PROBLEM, headers=headers)
