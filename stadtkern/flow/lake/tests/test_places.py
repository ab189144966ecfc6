# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses: where each row of a delivery is stored, and reading it by that."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from stadtkern.flow.lake import addresses
from stadtkern.flow.lake.addresses import Address
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.times import micros
from stadtkern.flow.lake.words import Place, Receipt
from stadtkern.kernel.observation import TIME

from .given import at, batch, run


def told(*rows: tuple[int, datetime, str]) -> pa.Table:
    """A batch of (datastream, time, JSON result)."""
    return pa.table(
        {
            "datastream_id": pa.array([row[0] for row in rows], pa.int64()),
            "phenomenon_time": pa.array([row[1] for row in rows], TIME),
            "result_json": pa.array([row[2] for row in rows], pa.string()),
        }
    )


def placed(lake: Lake, table: pa.Table) -> tuple[Place, ...]:
    """Append one delivery; where its rows are stored."""
    return lake.append_parts(table, [table.num_rows], places=True)[0].places


@given(
    some.builds(
        Address,
        some.integers(1, 2**63 - 1),
        some.integers(-2_208_988_800_000_000, 7_258_118_399_999_999),
        some.integers(0, 2**31 - 1),
    )
)
def test_any_address_can_be_written_and_read(address: Address) -> None:
    assert addresses.read(addresses.text(address)) == address


WRONG = """
7|7.|.5|07.5|7.05|7.-0|7.5.0|7.5.01|7.5.|-7.5|7.5 |\u0667.5|7.99999999999999999|7.5.2147483648
|9223372036854775808.5
|7.1e3|7,5|x.5"""


@pytest.mark.parametrize("text", WRONG.replace("\n|", "|").split("|"))
def test_a_text_that_is_no_address_is_none(text: str) -> None:
    assert addresses.read(text) is None


def test_an_address_is_short_text() -> None:
    assert addresses.text(Address(7, 1_700_000_000_000_000, 0)) == "7.1700000000000000"
    assert addresses.text(Address(7, -5_000_000, 2)) == "7.-5000000.2"


def test_places_tell_new_rows_from_known_ones(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0, 2.0]))

    places = placed(lake, batch((1, at(2), 9.0), (1, at(1), 7.0), (1, at(0), 1.0), (1, at(1), 7.0)))

    assert places == (Place(0, False), Place(1, False), Place(0, True), Place(1, True))


def test_each_part_gets_the_places_of_its_own_rows(lake: Lake) -> None:
    receipts = lake.append_parts(
        batch((2, at(0), 1.0), (1, at(0), 1.0), (2, at(0), 3.0)), [2, 0, 1], places=True
    )

    assert [one.places for one in receipts] == [(Place(0, False), Place(0, False)), (), (Place(1, False),)]


def test_places_cost_nothing_when_nobody_asks(lake: Lake) -> None:
    receipt: Receipt = lake.append_parts(run(1, 0, [1.0]), [1])[0]

    assert receipt.places == ()


def test_what_is_not_stored_is_not_found(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0]))

    assert lake.find([Address(1, micros(at(0)), 1), Address(2, micros(at(0)), 0)]) == {}
    assert lake.find([]) == {}


def test_a_superseded_observation_is_found_by_its_address(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0]))
    lake.append(run(1, 0, [2.0]))

    found = lake.find([Address(1, micros(at(0)), 0), Address(1, micros(at(0)), 1)])

    assert [(one.result, one.quality) for one in found.values()] == [(1.0, 4), (2.0, None)]


_ROWS = some.lists(
    some.tuples(some.integers(0, 1), some.integers(0, 5), some.sampled_from(["1", "[1]", '"a"', "null"])),
    max_size=10,
)


@settings(
    max_examples=settings().max_examples // 4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deliveries=some.lists(_ROWS, min_size=1, max_size=4))
def test_every_place_leads_to_the_row(
    shared_lake: tuple[Lake, list[int]], deliveries: list[list[tuple[int, int, str]]]
) -> None:
    lake, numbers = shared_lake
    numbers[0] += 2
    book: dict[tuple[int, int], list[str]] = {}
    for delivery in deliveries:
        rows = [(numbers[0] + ds, at(quarter), text) for ds, quarter, text in delivery]
        places = placed(lake, told(*rows))

        for (ds, quarter, text), place in zip(delivery, places, strict=True):
            chain = book.setdefault((ds, quarter), [])
            assert place.known == bool(chain and chain[-1] == text)
            if not place.known:
                chain.append(text)
            assert place.seq == len(chain) - 1
        wanted = [
            Address(ds, micros(time), place.seq) for (ds, time, _), place in zip(rows, places, strict=True)
        ]
        found = lake.find(wanted)
        assert [found[one].result_json for one in wanted] == [text for _, _, text in rows]
