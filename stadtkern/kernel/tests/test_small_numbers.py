# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""No count of few people can be worked out from what is shown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.kernel import small_numbers
from stadtkern.kernel.small_numbers import Table, protect, protect_table

counts = st.integers(0, 12) | st.integers(0, 3)


def test_counts_without_small_ones_stay_as_they_are() -> None:
    told = protect({"Nord": 12, "Süd": 0, "West": 5})

    assert (told.counts, told.total) == ({"Nord": 12, "Süd": 0, "West": 5}, 17)


def test_a_single_small_count_takes_the_next_smallest_with_it() -> None:
    told = protect({"Nord": 120, "Süd": 3, "West": 30})

    assert (told.counts, told.total) == ({"Nord": 120, "Süd": None, "West": None}, 153)


def test_two_small_counts_whose_sum_gives_them_away_take_a_third_with_them() -> None:
    told = protect({"Nord": 120, "Süd": 1, "West": 1, "Ost": 9})

    assert told.counts == {"Nord": 120, "Süd": None, "West": None, "Ost": None}


def test_where_nothing_else_is_left_the_total_is_withheld() -> None:
    told = protect({"Nord": 3, "Süd": 0})

    assert told.counts["Nord"] is None
    assert told.total is None


def test_a_count_in_a_table_is_hidden_along_its_row_and_its_column() -> None:
    told = protect_table([[3, 40, 50], [60, 70, 80], [90, 100, 110]])

    hidden = [(r, c) for r, row in enumerate(told.cells) for c, count in enumerate(row) if count is None]
    assert (0, 0) in hidden
    assert len(hidden) == 4
    assert told.total == 603


@pytest.mark.parametrize(("count", "told"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (22, 20), (23, 25)])
def test_rounding_goes_to_the_nearest_multiple(count: int, told: int) -> None:
    assert small_numbers.rounded(count) == told


def test_negative_counts_and_ragged_tables_are_refused() -> None:
    for wrong in ([[1, 2], [3]], [[-1]]):
        with pytest.raises(ValueError, match="one length"):
            protect_table(wrong)


@given(st.lists(counts, min_size=1, max_size=4))
def test_every_small_count_of_a_line_has_several_possible_values(line: list[int]) -> None:
    told = protect(dict(enumerate(line)))

    small = [n for n, count in enumerate(line) if small_numbers.is_small(count)]
    assert all(told.counts[n] is None for n in small)
    for n in small:
        assert len(_possible(line, told.counts, told.total, n)) >= 2


@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=2, max_size=4))
def test_no_line_of_a_table_gives_a_small_count_away(cells: list[list[int]]) -> None:
    told = protect_table(cells)

    for line, total in _lines(told):
        hidden = sum(1 for count in line if count is None)
        assert hidden != 1 or total is None
        assert total is not None or hidden


def _lines(told: Table) -> list[tuple[tuple[int | None, ...], int | None]]:
    rows = list(zip(told.cells, told.rows, strict=True))
    columns = [(tuple(row[c] for row in told.cells), total) for c, total in enumerate(told.columns)]
    return [*rows, *columns, (told.rows, told.total), (told.columns, told.total)]


def _possible(line: list[int], told: dict[int, int | None], total: int | None, asked: int) -> set[int]:
    """Values of a withheld count that fit everything that is shown, by trying all."""
    hidden = [n for n in range(len(line)) if told[n] is None]
    if total is None:
        return set(range(1, small_numbers.THRESHOLD))
    rest = total - sum(count for count in told.values() if count is not None)
    choices = product(range(1, rest + 1), repeat=len(hidden) - 1)
    found = set()
    for choice in choices:
        last = rest - sum(choice)
        if last >= 1:
            found.add(dict(zip(hidden, (*choice, last), strict=True))[asked])
    return found
