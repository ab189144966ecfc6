# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of observations: complete, in order, counted, and read in small parts when that is enough."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings, Question
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.words import Period
from stadtkern.flow.outlets.sensorthings.reading import lake_walk, observations_counts
from stadtkern.flow.outlets.sensorthings.reading.tests import observed
from stadtkern.flow.outlets.sensorthings.reading.tests.observed import START
from stadtkern.flow.outlets.sensorthings.reading.words import Limits
from stadtkern.kernel.errors import LimitExceeded, NotFound

pytestmark = pytest.mark.django_db
NEWEST = "$top=1&$orderby=phenomenonTime desc"


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows count as many, so that pages are looked for in several parts."""
    monkeypatch.setattr(lake_walk, "_SMALL", 10)
    monkeypatch.setattr(lake_walk, "_FIRST", 10)


def city(lake: Lake) -> None:
    """Five datastreams of different length and spacing; the third has been silent for long."""
    for stream, number, minutes in ((1, 30, 60), (2, 5, 10), (3, 12, 1), (4, 60, 60), (5, 1, 60)):
        step = timedelta(minutes=minutes)
        observed.store(lake, observed.series(stream, [stream * 100.0 + n for n in range(number)], step=step))


@pytest.fixture(scope="module")
def full_lake(tmp_path_factory: pytest.TempPathFactory, empty_lake: Path) -> Iterator[Lake]:
    """The city, to be read only."""
    folder = tmp_path_factory.mktemp("city") / "lake"
    shutil.copytree(empty_lake, folder)
    opened = Lake.open(LakeSettings(folder=folder, memory_mb=512, threads=2))
    city(opened)
    yield opened
    opened.close()


WHOLE = observed.scope(1, 2, 3, 4, 5)


@pytest.mark.parametrize("top", [1, 7, 50])
@pytest.mark.parametrize(
    "asked",
    [
        "",
        "$orderby=phenomenonTime",
        "$orderby=phenomenonTime desc",
        "$orderby=result desc",
        "$orderby=id desc",
        "$filter=result ge 300",
        "$orderby=phenomenonTime desc&$filter=result lt 300",
    ],
)
@pytest.mark.usefixtures("small_steps")
def test_pages_are_complete_and_in_the_order_of_one_large_page(full_lake: Lake, asked: str, top: int) -> None:
    in_one = observed.side(full_lake).page(WHOLE, observed.query(f"{asked}&$top=1000"))
    assert len(in_one.records) in (35, 73, 108)
    if top > 1:
        assert observed.all_pages(observed.side(full_lake), WHOLE, f"{asked}&$top={top}") == observed.ids(
            in_one
        )


@pytest.mark.usefixtures("small_steps")
def test_skipping_whole_datastreams_ends_at_the_right_row(lake: Lake) -> None:
    city(lake)
    every = observed.ids(observed.side(lake).page(WHOLE, observed.query("$top=1000")))
    for skip in (0, 29, 30, 36, 107, 108, 500):
        page = observed.side(lake).page(WHOLE, observed.query(f"$top=3&$skip={skip}"))
        assert observed.ids(page) == every[skip : skip + 3]


def test_without_filter_a_count_needs_no_statement(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    city(lake)
    asked: list[str] = []
    ask = lake.ask

    def noted(question: Question) -> pa.Table:
        asked.append(question.sql)
        return ask(question)

    monkeypatch.setattr(lake, "ask", noted)
    page = observed.side(lake).page(WHOLE, observed.query("$count=true&$top=1"))
    assert (page.count, page.estimated, len(asked)) == (108, False, 1)


def test_a_count_over_much_is_estimated_unless_exact_is_asked_for(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    city(lake)
    monkeypatch.setattr(observations_counts, "COUNTED", 10)
    about = observed.side(lake).page(WHOLE, observed.query("$count=true&$filter=result lt 1000&$top=0"))
    exact = observed.side(lake).page(WHOLE, observed.query("$count=exact&$filter=result lt 1000&$top=0"))
    assert about.estimated
    assert about.count is not None
    assert 50 < about.count < 200
    assert (exact.count, exact.estimated) == (108, False)


def test_counting_exactly_for_too_long_says_the_estimate(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    city(lake)
    ask = lake.ask

    def slow_to_count(question: Question) -> pa.Table:
        if question.limit_s == 0.5:
            raise LimitExceeded("the query took longer than 0.5 s")
        return ask(question)

    monkeypatch.setattr(lake, "ask", slow_to_count)
    asked = observed.query("$count=exact&$filter=result lt 1000")
    with pytest.raises(LimitExceeded, match=r"about \d+ observations"):
        observed.side(lake, limits=Limits(exact_count_s=0.5)).page(WHOLE, asked)


def test_a_page_is_never_longer_than_the_limit(lake: Lake) -> None:
    city(lake)
    limits = Limits(most_observations=20)
    page = observed.side(lake, limits=limits).page(WHOLE, observed.query("$top=1000"))
    assert len(page.records) == 20
    assert page.next_token


@pytest.mark.parametrize("token", ["x", "bnVsbA", "WzEsMl0", "W251bGwsbnVsbCxudWxsXQ", "WzEsMiwiYSJd", "%27"])
def test_a_foreign_token_is_refused(lake: Lake, token: str) -> None:
    city(lake)
    with pytest.raises(QueryRefused):
        observed.side(lake).page(WHOLE, observed.query(f"$skiptoken={token}"))


def test_the_newest_values_of_all_datastreams_need_no_statement(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    city(lake)
    monkeypatch.setattr(lake, "ask", lambda question: pytest.fail("asked"))
    pages = observed.side(lake).under([1, 2, 3, 4, 5, 6], observed.query(f"{NEWEST}&$count=true"))
    assert [observed.results(pages[n]) for n in range(1, 7)] == [[129], [204], [311], [459], [500], []]
    assert [pages[n].count for n in range(1, 6)] == [30, 5, 12, 60, 1]


def test_the_next_link_behind_the_newest_value_leads_to_the_one_before(lake: Lake) -> None:
    city(lake)
    page = observed.side(lake).under([4], observed.query(NEWEST))[4]
    text = f"{NEWEST}&$skiptoken={page.next_token}"
    assert observed.results(observed.side(lake).page(observed.scope(4), observed.query(text))) == [458]


@pytest.mark.parametrize("order", ["phenomenonTime", "phenomenonTime desc", "result desc", "resultTime desc"])
def test_pages_below_many_datastreams_are_those_of_each(lake: Lake, order: str) -> None:
    city(lake)
    asked = observed.query(f"$top=4&$orderby={order}&$count=true&$skip=1")
    pages = observed.side(lake).under([1, 2, 3, 4, 5], asked)
    for stream, page in pages.items():
        alone = observed.side(lake).page(observed.scope(stream), asked)
        assert observed.ids(page) == observed.ids(alone)
        assert (page.count, page.next_token) == (alone.count, alone.next_token)


def test_too_many_observations_below_datastreams_are_refused(lake: Lake) -> None:
    city(lake)
    with pytest.raises(LimitExceeded, match="more than 50"):
        observed.side(lake, limits=Limits(most_expanded=50)).under([1, 2, 3, 4], observed.query("$top=40"))


def test_one_observation_is_found_by_its_id_or_not_at_all(lake: Lake) -> None:
    city(lake)
    page = observed.side(lake).page(observed.scope(2), observed.query("$top=1"))
    with pytest.raises(NotFound):
        observed.side(lake).one(observed.ids(page)[0], observed.query())
    for id_text in ("2.1", "x", "", "2", "99999999999999999999.1"):
        with pytest.raises(NotFound):
            observed.side(lake).one(id_text, observed.query())


def test_what_is_superseded_is_listed_only_when_asked_for(lake: Lake) -> None:
    observed.store(lake, observed.series(1, [1.0, 2.0]))
    observed.store(lake, observed.series(1, [None, 3.0]))
    side = observed.side(lake)
    assert observed.results(side.page(observed.scope(1), observed.query())) == [1, 3]
    both = side.page(observed.scope(1), observed.query("superseded=true"))
    assert [(one.values["result"], one.values["resultQuality"]) for one in both.records] == [
        (1, None),
        (2, ["superseded"]),
        (3, None),
    ]


def test_times_and_qualities_are_shown_as_the_standard_names_them(lake: Lake) -> None:
    end = START + timedelta(hours=1)
    row: Mapping[str, object] = {
        "datastream_id": 1,
        "phenomenon_time": START,
        "phenomenon_end": end,
        "result_json": '{"a": [1, "b"]}',
        "quality": 3,
        "parameters": '{"x": {"y": 1, "z": 2}}',
    }
    observed.store(lake, [row])
    [record] = observed.side(lake).page(observed.scope(1), observed.query()).records
    assert record.values == {
        "phenomenonTime": Period(start=START, end=end),
        "resultTime": None,
        "result": {"a": [1, "b"]},
        "resultQuality": ["provisional", "source suspect"],
        "validTime": None,
        "parameters": {"x": {"y": 1, "z": 2}},
    }
    [narrow] = (
        observed.side(lake).page(observed.scope(1), observed.query("$select=parameters/x/y,result")).records
    )
    assert narrow.values == {"parameters": {"x": {"y": 1}}, "result": {"a": [1, "b"]}}


def test_qualities_can_be_filtered_by_the_words_that_are_shown(lake: Lake) -> None:
    rows = observed.series(1, [1.0, 2.0, 3.0])
    rows[1]["quality"], rows[2]["result_quality"] = 3, '{"DQ_Status": {"code": "ok"}}'
    observed.store(lake, rows)
    side, where = observed.side(lake), observed.scope(1)
    for text, found in (
        ("resultQuality/0 eq 'provisional'", [2]),
        ("resultQuality/DQ_Status/code eq 'ok'", [3]),
        ("resultQuality eq null", [1]),
    ):
        assert observed.results(side.page(where, observed.query(f"$filter={text}"))) == found


def test_times_of_datastreams_come_from_the_lake_s_state(lake: Lake) -> None:
    city(lake)
    phenomenon, result = observed.side(lake).times([2, 99])[2]
    assert phenomenon == Period(start=START, end=START + timedelta(minutes=40))
    assert result is None


def test_columns_bear_the_names_of_the_standard_and_lead_to_the_next_page(lake: Lake) -> None:
    city(lake)
    table = observed.side(lake).table(
        observed.scope(1), observed.query("$top=2&$select=result,phenomenonTime")
    )
    assert set(table.column_names) == {
        "id", "datastream", "phenomenonTime", "phenomenonEnd", "result", "resultJson",
    }  # fmt: skip
    assert table["result"].to_pylist() == [100, 101]
    assert table.schema.metadata is not None
    assert b"next" in table.schema.metadata


def test_a_delete_by_filter_names_places_in_the_lake(lake: Lake) -> None:
    city(lake)
    question = observed.side(lake).found(WHOLE, observed.query("$filter=result ge 300 and result lt 303"))
    assert lake.remove_found(question, most=3) == 3
    assert (
        observed.side(lake).page(WHOLE, observed.query("$filter=result lt 303 and result ge 300")).records
        == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "result eq 'x'' or 1=1 --'",
        "parameters/a'b eq 1",
        "contains(result,'%_\\');drop table observations",
        "result eq '$p0'",
        "startswith(parameters/name,'\u0000')",
    ],
)
def test_text_of_a_filter_is_never_sql(lake: Lake, text: str) -> None:
    city(lake)
    try:
        page = observed.side(lake).page(WHOLE, observed.query(f"$filter={text}"))
    except QueryRefused:
        return
    assert page.records == []


def test_a_deeply_nested_calculation_is_answered_in_the_size_of_its_text(lake: Lake) -> None:
    city(lake)
    nested = "result"
    for _ in range(25):
        nested = f"round({nested} add 1)"
    page = observed.side(lake).page(WHOLE, observed.query(f"$filter={nested} eq 130"))
    assert observed.results(page) == [105]


@pytest.mark.parametrize("top", [3, 1000])
@pytest.mark.parametrize("width", ["PT1H", "P1D", "P1W"])
@pytest.mark.parametrize("by", ["Datastream/id,", ""])
def test_buckets_follow_each_other_over_pages_and_add_up(lake: Lake, by: str, width: str, top: int) -> None:
    city(lake)
    sums = "aggregate($count as n,result with sum as s)"
    apply = f"$apply=groupby(({by}bucket(phenomenonTime,duration'{width}')),{sums})"
    rows: list[tuple[object, ...]] = []
    token: str | None = ""
    while token is not None:
        more = f"&$skiptoken={token}" if token else ""
        found = observed.side(lake).bucketed(WHOLE, observed.query(f"{apply}&$top={top}{more}"))
        rows += found.rows
        token = found.next_token
    numbers = [row[-2] for row in rows]
    assert sum(one for one in numbers if isinstance(one, int)) == 108
    assert [row[:-2] for row in rows] == sorted({row[:-2] for row in rows})


def test_days_are_those_of_berlin_also_when_the_clocks_change(lake: Lake) -> None:
    start = datetime.fromisoformat("2026-03-28T22:30:00+00:00")
    observed.store(lake, observed.series(1, [1.0] * 48, start=start))
    asked = "$apply=groupby((bucket(phenomenonTime,duration'P1D')),aggregate($count as n))"
    rows = observed.side(lake).bucketed(observed.scope(1), observed.query(asked)).rows
    assert [row[-1] for row in rows] == [1, 23, 24]
    assert [row[0].isoformat() for row in rows if isinstance(row[0], datetime)] == [
        "2026-03-27T23:00:00+00:00",
        "2026-03-28T23:00:00+00:00",
        "2026-03-29T22:00:00+00:00",
    ]
