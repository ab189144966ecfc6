# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""No filter, order, count, newest value, sum or page gives a small count away, and the subject sees all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.reading.observations import Observations
from stadtkern.flow.outlets.sensorthings.reading.tests import observed
from stadtkern.flow.outlets.tests import worlds
from stadtkern.flow.outlets.tests.worlds import HOUR, QUARTER
from stadtkern.kernel import registry
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import Contradiction, NotFound

pytestmark = pytest.mark.django_db
LATER = HOUR + timedelta(days=3)
OPEN, SMALL = [20, 30, 40, 50], [20, 30, 4, 40]


@pytest.fixture(autouse=True)
def declarations() -> Iterator[None]:
    before = registry.domains()
    yield
    registry.declare(before)


def counter(lake: Lake, values: Sequence[float | None], *codes: str) -> list[Datastream]:
    """Pedestrians counted every quarter of an hour in the real subject; all codes count the same."""
    declared = worlds.declare(registry.domain("pedestrians"))
    streams = worlds.datastreams(declared, *(codes or ("square/1/all",)))
    worlds.store(lake, dict.fromkeys(streams, values))
    return streams


def stranger(lake: Lake, *, hours: float = 72) -> Observations:
    """Somebody outside the subject, so long after the first value."""
    return observed.side(lake, now=HOUR + timedelta(hours=hours))


def insider(lake: Lake) -> Observations:
    """A key of the subject."""
    return observed.side(lake, caller=Caller(name="amt", domain="pedestrians"), now=LATER)


def test_a_block_with_a_small_value_is_not_listed_for_strangers(lake: Lake) -> None:
    [stream] = counter(lake, [*OPEN, *SMALL])
    page = stranger(lake).page(observed.scope(stream.pk), observed.query("$count=true"))
    assert observed.results(page) == OPEN
    assert page.count == 4


def test_the_subject_sees_everything(lake: Lake) -> None:
    [stream] = counter(lake, [*OPEN, *SMALL])
    page = insider(lake).page(observed.scope(stream.pk), observed.query("$count=true"))
    assert (observed.results(page), page.count) == ([*OPEN, *SMALL], 8)


@pytest.mark.parametrize(
    "asked",
    [
        "$filter=result lt 5",
        "$filter=result gt 25",
        "$orderby=result",
        "$orderby=result desc&$top=2",
        "$orderby=phenomenonTime desc&$top=1",
        "$filter=phenomenonTime ge 2026-07-01T11:00:00Z",
        "$filter=not (result gt 5)&$count=exact",
        "$filter=result eq 4 or Datastream/name ne 'x'",
        "superseded=true",
    ],
)
def test_no_question_shows_a_value_of_a_closed_block(lake: Lake, asked: str) -> None:
    [stream] = counter(lake, [*OPEN, *SMALL])
    page = stranger(lake).page(observed.scope(stream.pk), observed.query(asked))
    times = [record.values["phenomenonTime"] for record in page.records]
    assert all(isinstance(at, datetime) and at < HOUR + timedelta(hours=1) for at in times)
    assert page.count is None or page.count <= 4


def test_a_small_value_of_a_sibling_closes_the_block_for_all(lake: Lake) -> None:
    declared = worlds.declare(registry.domain("pedestrians"))
    total, inwards = worlds.datastreams(declared, "square/1/all", "square/1/in")
    worlds.store(lake, {total: [22, 22, 22, 22], inwards: [20, 10, 10, 3]})
    for stream in (total, inwards):
        assert not stranger(lake).page(observed.scope(stream.pk), observed.query()).records


@pytest.mark.parametrize(("values", "hours"), [(OPEN, 0.9), ([20, None, 30, 40], 72)])
def test_a_block_that_is_not_over_or_not_complete_is_closed(
    lake: Lake, values: list[float | None], hours: float
) -> None:
    [stream] = counter(lake, values)
    assert not stranger(lake, hours=hours).page(observed.scope(stream.pk), observed.query()).records


def test_the_newest_value_below_a_datastream_is_the_newest_open_one(lake: Lake) -> None:
    [stream] = counter(lake, [*OPEN, *SMALL])
    asked = observed.query("$top=1&$orderby=phenomenonTime desc&$count=true")
    page = stranger(lake).under([stream.pk], asked)[stream.pk]
    assert (observed.results(page), page.count) == ([50], 4)
    assert observed.results(insider(lake).under([stream.pk], asked)[stream.pk]) == [40]


def test_a_hidden_observation_has_no_address(lake: Lake) -> None:
    [stream] = counter(lake, [*OPEN, *SMALL])
    everything = observed.ids(insider(lake).page(observed.scope(stream.pk), observed.query()))
    for place, id_text in enumerate(everything):
        if place < 4:
            assert stranger(lake).one(id_text, observed.query())[0].id == id_text
        else:
            with pytest.raises(NotFound):
                stranger(lake).one(id_text, observed.query())


def test_pages_skip_closed_blocks_without_a_trace(lake: Lake) -> None:
    [stream] = counter(lake, [*SMALL, *OPEN, *SMALL, *OPEN])
    found = observed.all_pages(stranger(lake), observed.scope(stream.pk), "$top=3")
    assert len(found) == len(set(found)) == 8


def test_datastreams_are_not_found_by_hidden_values(lake: Lake) -> None:
    [stream] = counter(lake, [*OPEN, *SMALL])
    condition = observed.query("$filter=result eq 4").filter
    assert condition is not None
    assert stranger(lake).streams_with(condition) == frozenset()
    assert insider(lake).streams_with(condition) == {stream.pk}


def buckets(
    asked: Observations, stream: Datastream, width: str, options: str = ""
) -> list[tuple[object, ...]]:
    """Sum, smallest and number of each bucket."""
    columns = "result with sum as s,result with min as low,$count as n"
    text = f"$apply=groupby((bucket(phenomenonTime,duration'{width}')),aggregate({columns})){options}"
    return [row[2:] for row in asked.bucketed(observed.scope(stream.pk), observed.query(text)).rows]


def test_hours_are_summed_in_full_but_show_no_single_value(lake: Lake) -> None:
    [stream] = counter(lake, [*OPEN, *SMALL])
    assert buckets(stranger(lake), stream, "PT1H") == [(140, 20, 4), (94, None, 4)]
    assert buckets(insider(lake), stream, "PT1H") == [(140, 20, 4), (94, 4, 4)]


def test_a_running_hour_is_in_no_sum(lake: Lake) -> None:
    [stream] = counter(lake, [*OPEN, *SMALL])
    assert buckets(stranger(lake, hours=1.5), stream, "PT1H") == [(140, 20, 4)]
    assert buckets(stranger(lake, hours=1.5), stream, "P1D") == [(140, 20, 4)]


def test_finer_buckets_show_open_blocks_only(lake: Lake) -> None:
    [stream] = counter(lake, [*OPEN, *SMALL])
    assert buckets(stranger(lake), stream, "PT30M") == [(50, 20, 2), (90, 40, 2)]


def test_a_condition_on_values_leaves_closed_blocks_out_of_sums(lake: Lake) -> None:
    [stream] = counter(lake, [*OPEN, *SMALL])
    assert buckets(stranger(lake), stream, "PT1H", "&$filter=result lt 25") == [(20, 20, 1)]


def test_a_range_that_cuts_a_block_leaves_closed_blocks_out_of_sums(lake: Lake) -> None:
    [stream] = counter(lake, [*SMALL, *OPEN])
    half = (HOUR + 2 * QUARTER).strftime("%Y-%m-%dT%H:%M:%SZ")
    whole = HOUR.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert buckets(stranger(lake), stream, "PT1H", f"&$filter=phenomenonTime ge {half}") == [(140, 20, 4)]
    found = buckets(stranger(lake), stream, "PT1H", f"&$filter=phenomenonTime ge {whole}")
    assert found == [(94, None, 4), (140, 20, 4)]


def test_intervals_that_cut_blocks_are_refused(lake: Lake) -> None:
    [stream] = counter(lake, OPEN)
    with pytest.raises(Contradiction):
        buckets(stranger(lake), stream, "PT90M")


def test_hourly_counts_are_public(lake: Lake) -> None:
    declared = worlds.declare(registry.domain("pedestrians"))
    [stream] = worlds.datastreams(declared, "square/1/all", interval_s=3600)
    worlds.store(lake, {stream: [2, 0, 3]}, step=timedelta(hours=1))
    assert observed.results(stranger(lake).page(observed.scope(stream.pk), observed.query())) == [2, 0, 3]
