# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of features: a table with a filter form, and one feature with its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from stadtkern.flow.collections import reading
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.outlets.ogc.common import sight
from stadtkern.flow.outlets.ogc.common.errors import ParameterRefused
from stadtkern.flow.outlets.ogc.common.representations import encoded
from stadtkern.flow.outlets.ogc.common.served import served
from stadtkern.flow.outlets.ogc.cql.errors import ConditionRefused
from stadtkern.flow.outlets.ogc.features import fields as named
from stadtkern.flow.outlets.ogc.features import layers, times
from stadtkern.flow.outlets.ogc.features.items import Page, page_of, shown
from stadtkern.flow.outlets.ogc.features.paging import AFTER
from stadtkern.flow.outlets.ogc.features.parameters import AT
from stadtkern.flow.outlets.ogc.features.questions import asked
from stadtkern.kernel.collections import Field
from stadtkern.kernel.errors import LimitExceeded, NotFound, PayloadRejected
from stadtkern.web.templatetags.web import local

from . import filters, values
from .addresses import collection_address, page_address
from .words import Visit

ROWS = 50
"""Features on a page."""
_MOST_COLUMNS = 6
_REFUSALS = (ParameterRefused, ConditionRefused, LimitExceeded, PayloadRejected)


def items(visit: Visit) -> HttpResponse:
    """Features as a table; what cannot be asked is told above the form."""
    collection = sight.collection_of(visit.asked, visit.arguments["collectionId"])
    fields = sight.fields_of(visit.asked, collection)
    given = {name: value for name, value in visit.asked.parameters().items() if name != "f"}
    wanted = filters.parameters(given, fields)
    problem, page = "", None
    try:
        page = _page(visit, collection, wanted)
    except _REFUSALS as error:
        problem = str(error)
    context = {
        "collection": collection,
        "title": local(collection, "title"),
        "form": filters.form(given, fields, named.sortables(fields)),
        "problem": problem,
        "page": page,
        "columns": [local(one, "title") for one in _columns(fields, collection)],
        "rows": _rows(page, collection, fields) if page else [],
        "next_url": _next(visit, given, page) if page else "",
        "first_url": _address(visit, {name: value for name, value in given.items() if name != AFTER}),
        "is_first": AFTER not in given,
        "forms": _forms(visit, collection, wanted),
        "trail": _trail(collection),
    }
    return render(visit.request, "ogc/items.html", context)


def item(visit: Visit) -> HttpResponse:
    """One feature: its values, where it lies, and what it was before.

    Raises:
        NotFound: it never was there, or may not be seen.
    """
    collection = sight.collection_of(visit.asked, visit.arguments["collectionId"])
    key = visit.arguments["featureId"]
    asker = sight.asker(visit.asked)
    text = visit.request.GET.get(AT, "")
    at = times.moment_of(text, AT) if text else None
    present = reading.feature(collection, key, asker, at=at).to_pylist()
    known = reading.versions(collection, key, asker).to_pylist()
    if not known:
        raise NotFound("There is no such feature in this collection.")
    fields = sight.fields_of(visit.asked, collection)
    row = present[0] if present else known[-1]
    told = [values.shown(one, row[one.key]) for one in fields]
    context = {
        "collection": collection,
        "name": values.name_of(row, collection.name_field),
        "key": key,
        "is_gone": not present,
        "at": at,
        "values": [one for one in told if one.text],
        "missing": [one.title for one in told if not one.text],
        "place": values.place_text(values.place_of(row)),
        "point": _point(row),
        "versions": values.versions(known, fields),
        "forms": [
            (one.title, f"{visit.asked.url}?f={one.name}") for one in layers.FORMS if one.name != "html"
        ],
        "trail": [*_trail(collection), (_("Alle Objekte"), collection_address(collection.key, "items"))],
    }
    return render(visit.request, "ogc/item.html", context, status=410 if not present else 200)


def _page(visit: Visit, collection: FeatureCollection, wanted: Mapping[str, str]) -> Page:
    limited = {"limit": str(ROWS), "count": "estimate", **wanted}
    question = asked(limited, shown(visit.asked, collection), served())
    return page_of(collection, question, limited)


def _columns(fields: Sequence[Field], collection: FeatureCollection) -> list[Field]:
    """The fields that fit a table, beside the name."""
    return [one for one in fields if one.key != collection.name_field and one.kind != "json"][:_MOST_COLUMNS]


def _rows(page: Page, collection: FeatureCollection, fields: Sequence[Field]) -> list[dict[str, object]]:
    columns = [one for one in _columns(fields, collection) if one.key in page.rows.column_names]
    return [
        {
            "name": values.name_of(row, collection.name_field),
            "url": collection_address(collection.key, "items", str(row["key"])),
            "values": [values.shown(one, row[one.key]) for one in columns],
        }
        for row in page.rows.to_pylist()
    ]


def _next(visit: Visit, given: Mapping[str, str], page: Page) -> str:
    return _address(visit, {**given, AFTER: page.next}) if page.next else ""


def _address(visit: Visit, parameters: Mapping[str, str]) -> str:
    return page_address(visit.asked.path, parameters)


def _forms(visit: Visit, collection: FeatureCollection, wanted: Mapping[str, str]) -> list[tuple[str, str]]:
    """The same selection for programs and as files."""
    kept = {name: value for name, value in wanted.items() if name != AFTER}
    home = f"{sight.address_of(visit.asked, collection)}/items"
    return [
        (one.title, f"{home}?{encoded({**kept, 'f': one.name})}")
        for one in layers.FORMS
        if one.name != "html"
    ]


def _trail(collection: FeatureCollection) -> list[tuple[str, str]]:
    return [
        (_("Geodaten"), page_address("")),
        (_("Objektsammlungen"), page_address("collections")),
        (local(collection, "title"), collection_address(collection.key)),
    ]


def _point(row: Mapping[str, object]) -> str:
    """Latitude and longitude for a geo address (RFC 5870); empty without a place."""
    place = values.place_of(row)
    if place is None or place.is_empty:
        return ""
    point = place.representative_point()
    return f"{point.y:.6f},{point.x:.6f}"
