# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lists: every row once whatever one sorts by, filters, files without formulas."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from zipfile import ZipFile

import pytest
from django.db.models import Q
from django.http import QueryDict

from stadtkern.kernel.models import Person
from stadtkern.web.lists import files
from stadtkern.web.lists.answering import page_of
from stadtkern.web.lists.sources import Held, Stored
from stadtkern.web.lists.words import PAGE, Cell, Column, Filter, Listing, Row

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def people(count: int) -> Listing[Person]:
    Person.objects.bulk_create(
        Person(
            username=f"p{number:03}",
            last_name=f"Name {number % 7}",
            last_login=None if number % 3 else NOW - timedelta(hours=number % 5),
        )
        for number in range(count)
    )
    return Listing(
        key="leute",
        title="Leute",
        source=Stored(rows=Person.objects.all()),
        columns=(
            Column(key="name", title="Name", value=lambda one: one.username, sort="username"),
            Column(key="nachname", title="Nachname", value=lambda one: one.last_name, sort="last_name"),
            Column(
                key="zuletzt",
                title="zuletzt",
                value=lambda one: one.last_login,
                sort="last_login",
                falling=True,
            ),
        ),
        filters=(
            Filter(key="q", title="Wort", kind="words", condition=lambda v: Q(username__contains=v)),
            Filter(
                key="gruppe",
                title="Gruppe",
                choices=[("Name 1", "eins"), ("Name 2", "zwei")],
                every="alle",
                condition=lambda v: Q(last_name=v),
            ),
        ),
    )


def numbers(values: list[int | None]) -> Listing[tuple[str, int | None]]:
    return Listing(
        key="zahlen",
        title="Zahlen",
        source=Held(rows=[(f"k{at}", value) for at, value in enumerate(values)], by=lambda one: one[0]),
        columns=(
            Column(key="wert", title="Wert", value=lambda one: one[1], sort="wert", numeric=True),
            Column(key="kennung", title="Kennung", value=lambda one: one[0]),
        ),
        filters=(
            Filter(
                key="ab", title="ab", kind="words", holds=lambda one, words: (one[1] or 0) >= int(words or 0)
            ),
        ),
    )


def walked(listing: Listing[Row], query: str) -> list[Row]:
    """All rows of all pages."""
    rows: list[Row] = []
    for _page in range(9):
        page = page_of(listing, QueryDict(query))
        assert len(page.rows) <= PAGE
        rows += [shown.row for shown in page.rows]
        query = page.next
        if not query:
            return rows
    raise AssertionError("the pages do not end")


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["name", "-name", "nachname", "-nachname", "zuletzt", "-zuletzt"])
def test_the_pages_hold_every_row_once_in_order_and_rows_without_a_value_last(by: str) -> None:
    listing = people(120)

    rows = walked(listing, f"sortiert={by}")

    assert sorted(one.username for one in rows) == [f"p{number:03}" for number in range(120)]
    column = next(one for one in listing.columns if one.key == by.removeprefix("-"))
    told = [value for one in rows if (value := column.value(one)) is not None]
    assert told == sorted(told, key=str, reverse=by.startswith("-"))
    assert all(column.value(one) is None for one in rows[len(told) :])


@pytest.mark.django_db
def test_filters_narrow_and_stay_while_one_sorts_and_turns_pages() -> None:
    listing = people(120)

    page = page_of(listing, QueryDict("gruppe=Name+1&q=p0&sortiert=-name&nach=nonsense"))

    assert {shown.row.last_name for shown in page.rows} == {"Name 1"}
    assert page.count == len(page.rows) == len([n for n in range(100) if n % 7 == 1])
    assert "gruppe=Name+1&q=p0" in page.csv or "q=p0&gruppe=Name+1" in page.csv
    assert page.heads[0].sorted == "descending" and "sortiert=name" in page.heads[0].query
    assert page_of(listing, QueryDict("gruppe=gibtesnicht")).count == 120


@pytest.mark.django_db
def test_a_page_whose_last_row_is_gone_begins_anew() -> None:
    listing = people(60)
    second = page_of(listing, QueryDict("")).next
    Person.objects.filter(username=f"p{PAGE - 1:03}").delete()

    assert page_of(listing, QueryDict(second)).rows[0].name == "p000"


def test_rows_in_memory_are_filtered_sorted_and_paged_alike() -> None:
    listing = numbers([*range(70), None, None])

    assert [value for _key, value in walked(listing, "sortiert=-wert")] == [*range(69, -1, -1), None, None]
    assert [value for _key, value in walked(listing, "ab=67")] == [67, 68, 69]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+49 251", "-cmd", "\tx"])
def test_a_file_holds_text_and_no_formulas(text: str) -> None:
    rows: list[tuple[Cell, ...]] = [(text, 1.5, NOW, True, None)]

    separated = files.written("csv", ["a", "b", "c", "d", "e"], rows).decode("utf-8-sig")
    sheet = files.written("xlsx", ["a", "b", "c", "d", "e"], rows)

    _head, line = csv.reader(io.StringIO(separated), delimiter=";")
    assert line == [f"'{text}", "1,5", "2026-03-01T10:00:00+01:00", "ja", ""]
    with ZipFile(io.BytesIO(sheet)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
