# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers requests for a list: the page, the file of what is filtered, and what is done to chosen rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.kernel import audit
from stadtkern.kernel.errors import CityError, NotPermitted
from stadtkern.kernel.models import Person

from . import files
from .words import (
    MOST_AT_ONCE,
    MOST_IN_FILE,
    Asked,
    Column,
    Deed,
    Filter,
    Listing,
    Page,
    Row,
    ShownCell,
    ShownFilter,
    ShownHead,
    ShownRow,
)

_LONGEST = 500
_NAMED = 20
_REASONS = 5


def answer(
    request: HttpRequest,
    person: Person,
    listing: Listing[Row],
    template: str,
    context: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    """The list as a page (``list`` in the template), a file, a question before a deed, or what follows it.

    The page's address takes GET and POST.
    """
    if request.method == "POST":
        return _deed(request, person, listing)
    form = request.GET.get("format", "")
    if form in files.MEDIA_TYPES:
        return _file(request, person, listing, "csv" if form == "csv" else "xlsx")
    return render(request, template, {"list": page_of(listing, request.GET), **(context or {})})


def page_of(listing: Listing[Row], given: QueryDict) -> Page[Row]:
    """A page of the list as the address asks for it; nonsense is left out."""
    asked = asked_of(listing, given)
    found = listing.source.found(asked)
    filters = _fields(listing, given)
    sorting = given.get("sortiert", "")
    kept = {one.key: one.value for one in filters if one.value}
    return Page(
        listing=listing,
        heads=tuple(_head(one, asked, kept) for one in _shown(listing)),
        rows=tuple(_row(listing, row) for row in found.rows),
        filters=filters,
        count=found.count,
        kept={**kept, "sortiert": sorting} if sorting else kept,
        after=listing.source.key(found.rows[-1]) if found.more else "",
        begun=bool(asked.after),
    )


def asked_of(listing: Listing[Row], given: QueryDict) -> Asked[Row]:
    """What an address asks for."""
    wanted = given.get("sortiert", "") or listing.sorted_by
    key = wanted.removeprefix("-")
    sortable = [one for one in listing.columns if one.sort]
    column = next((one for one in sortable if one.key == key), None)
    narrowing = [(one, _chosen(one, given)) for one in listing.filters]
    return Asked(
        column=column or sortable[0],
        falling=wanted.startswith("-") and column is not None,
        given=[(one, value) for one, value in narrowing if value],
        after=given.get("nach", "")[:_LONGEST],
    )


def _chosen(one: Filter[Row], given: QueryDict) -> str:
    """What is chosen in a field; a choice that does not exist is none."""
    value = given.get(one.key, "").replace("\0", "").strip()[:_LONGEST]
    if one.kind != "choice":
        return value
    known = [choice for choice, _words in one.choices]
    if value in known:
        return value
    return known[0] if one.every is None and known else ""


def _fields(listing: Listing[Row], given: QueryDict) -> tuple[ShownFilter, ...]:
    return tuple(
        ShownFilter(
            key=one.key,
            title=one.title,
            kind=one.kind,
            choices=one.choices,
            every=one.every,
            value=_chosen(one, given),
            plain=_chosen(one, given) == _chosen(one, QueryDict()),
        )
        for one in listing.filters
    )


def _head(column: Column[Row], asked: Asked[Row], kept: Mapping[str, str]) -> ShownHead:
    mine = column is asked.column
    falling = not asked.falling if mine else column.falling
    query = {**kept, "sortiert": f"-{column.key}" if falling else column.key}
    return ShownHead(
        title=column.title,
        numeric=column.numeric,
        query=urlencode(query) if column.sort else "",
        sorted="" if not mine else "descending" if asked.falling else "ascending",
    )


def _shown(listing: Listing[Row]) -> list[Column[Row]]:
    return [one for one in listing.columns if not one.only_in_file]


def _row(listing: Listing[Row], row: Row) -> ShownRow[Row]:
    cells = tuple(
        ShownCell(
            value=one.value(row),
            template=one.template,
            address=one.address(row) if one.address else "",
            numeric=one.numeric,
        )
        for one in _shown(listing)
    )
    return ShownRow(row=row, key=listing.source.key(row), name=str(cells[0].value or ""), cells=cells)


def _file(request: HttpRequest, person: Person, listing: Listing[Row], form: files.Form) -> HttpResponse:
    now = timezone.now()
    rows = listing.source.many(asked_of(listing, request.GET), MOST_IN_FILE)
    if listing.personal:
        audit.record(person, "list.export", f"list {listing.key}", {"rows": len(rows)}, now)
    written = files.written(
        form,
        [str(one.title) for one in listing.columns],
        ([one.value(row) for one in listing.columns] for row in rows),
    )
    answer = HttpResponse(written, content_type=files.MEDIA_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{listing.key}-{now:%Y-%m-%d}.{form}"'
    return answer


def _deed(request: HttpRequest, person: Person, listing: Listing[Row]) -> HttpResponse:
    deed = next((one for one in listing.deeds if one.key == request.POST.get("tun", "")), None)
    back = HttpResponseRedirect(f"{request.path}?{page_of_address(listing, request.GET)}".rstrip("?"))
    if deed is None:
        return back
    every = request.POST.get("alle", "") == "1"
    keys = [key for key in request.POST.getlist("zeile") if len(key) <= _LONGEST][:MOST_AT_ONCE]
    asked = asked_of(listing, request.GET)
    source = listing.source
    rows = source.many(asked, MOST_AT_ONCE) if every else source.named(keys)
    if not rows:
        messages.info(request, _("Es war nichts ausgewählt."))
        return back
    if request.POST.get("bestaetigt", "") != "1":
        return _question(request, listing, deed, rows)
    _do(request, person, listing, deed, rows)
    return back


def page_of_address(listing: Listing[Row], given: QueryDict) -> str:
    """Filters and sorting of an address, without the page."""
    kept = {one.key: given.get(one.key, "")[:_LONGEST] for one in listing.filters}
    kept["sortiert"] = given.get("sortiert", "")[:_LONGEST]
    return urlencode({key: value for key, value in kept.items() if value})


def _question(
    request: HttpRequest, listing: Listing[Row], deed: Deed[Row], rows: Sequence[Row]
) -> HttpResponse:
    """Rows are chosen by key from here on: what comes in while somebody reads is not touched."""
    names = [(_row(listing, row).key, _row(listing, row).name) for row in rows]
    context = {
        "deed": deed,
        "count": len(rows),
        "most": len(rows) == MOST_AT_ONCE,
        "keys": [key for key, _name in names],
        "names": [name for _key, name in names[:_NAMED]],
        "others": max(len(names) - _NAMED, 0),
        "query": page_of_address(listing, request.GET),
    }
    return render(request, "web/lists/question.html", context)


def _do(
    request: HttpRequest, person: Person, listing: Listing[Row], deed: Deed[Row], rows: Sequence[Row]
) -> None:
    now = timezone.now()
    reasons = deed.together(person, rows, now) if deed.together else _one_by_one(person, listing, deed, rows)
    shown = [_row(listing, row) for row in rows]
    refused = [f"{one.name}: {reasons[one.key]}" for one in shown if one.key in reasons]
    if len(refused) < len(rows):
        messages.success(request, deed.said(len(rows) - len(refused)))
    for text in refused[:_REASONS]:
        messages.error(request, text)
    if len(refused) > _REASONS:
        n = len(refused) - _REASONS
        words = ngettext("%(n)s weitere Zeile ging nicht.", "%(n)s weitere Zeilen gingen nicht.", n)
        messages.error(request, words % {"n": n})


def _one_by_one(
    person: Person, listing: Listing[Row], deed: Deed[Row], rows: Sequence[Row]
) -> dict[str, str]:
    """Each row in a transaction of its own; why it did not work, by key."""
    refused = {}
    for row in rows:
        try:
            with transaction.atomic():
                if deed.done:
                    deed.done(person, row, timezone.now())
        except CityError as error:
            said = _("nicht erlaubt") if isinstance(error, NotPermitted) else str(error)
            refused[listing.source.key(row)] = said
    return refused
