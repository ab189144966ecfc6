# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Frame counters as loss statistics."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.flow.ingest.lorawan.counting import Frames, counted, joined

START = datetime(2026, 3, 1, tzinfo=UTC)


def heard(
    numbers: Iterable[int], known: Frames | None = None, *, session: str = "a", since: int = 0
) -> Frames:
    """Frames that arrive in the order in which they were sent, ten minutes apart."""
    frames = known or Frames()
    for place, number in enumerate(numbers):
        at = START + timedelta(minutes=10 * (since + place))
        frames = counted(frames, session, number, at)
    return frames


def test_gaps_are_losses() -> None:
    frames = heard([5, 6, 8, 12])

    assert (frames.received, frames.lost) == (4, 4)


def test_a_counter_of_sixteen_bits_runs_over() -> None:
    frames = heard([65_533, 65_535, 1])

    assert (frames.received, frames.lost, frames.resets) == (3, 2, 0)


def test_a_counter_of_thirty_two_bits_goes_on() -> None:
    frames = heard([65_535, 65_536, 70_000, 70_001])

    assert (frames.lost, frames.resets) == (4463, 0)


def test_a_new_session_starts_anew() -> None:
    frames = heard([900, 901])
    frames = joined(frames, "b", START + timedelta(hours=1))

    frames = heard([0, 1, 3], frames, session="b", since=12)

    assert (frames.received, frames.lost, frames.session) == (5, 1, "b")


def test_a_session_whose_join_was_missed_starts_anew() -> None:
    frames = heard([0, 1], heard([900, 901]), session="b", since=12)

    assert (frames.lost, frames.resets) == (0, 1)


def test_a_device_with_fixed_session_that_starts_again_loses_nothing() -> None:
    frames = heard([0, 1], heard([900, 901]), since=12)

    assert (frames.received, frames.lost, frames.resets) == (4, 0, 1)


def test_a_late_frame_is_counted_back() -> None:
    frames = heard([1, 2, 4])

    frames = counted(frames, "a", 3, START + timedelta(minutes=15))

    assert (frames.received, frames.lost, frames.resets) == (4, 0, 0)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_arrival_does_not_matter(seed: int) -> None:
    numbers = [number for number in range(65_400, 65_700) if number % 7]
    sent = [(number, START + timedelta(minutes=number - 65_000)) for number in numbers]
    random.Random(seed).shuffle(sent)  # noqa: S311 - a repeatable order

    frames = Frames()
    for number, at in sent:
        frames = counted(frames, "a", number, at)

    expected = numbers[-1] - numbers[0] + 1 - len(numbers)
    assert (frames.received, frames.lost, frames.resets) == (len(numbers), expected, 0)


def test_a_late_frame_of_an_old_session_changes_no_loss() -> None:
    frames = heard([0, 1], heard([900, 901]), session="b", since=12)

    frames = counted(frames, "a", 899, START)

    assert (frames.received, frames.lost, frames.session) == (5, 0, "b")


def test_a_join_told_again_changes_nothing() -> None:
    frames = heard([0, 1, 2], joined(Frames(), "a", START - timedelta(minutes=1)))

    assert joined(frames, "a", START - timedelta(minutes=1)) == frames
