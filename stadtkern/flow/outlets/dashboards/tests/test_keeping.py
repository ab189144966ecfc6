# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long a computed tile is used again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from stadtkern.flow.outlets.dashboards import pacing
from stadtkern.flow.outlets.dashboards.keeping import Shelf
from stadtkern.flow.outlets.dashboards.pacing import Pace


class _Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_what_has_not_changed_is_used_again_and_ages_move_on_after_a_while() -> None:
    clock = _Clock()
    shelf: Shelf[int] = Shelf(clock)
    assert shelf.made("a", "same", lambda: 1) == 1
    clock.now_s += 10
    assert shelf.made("a", "same", lambda: 2) == 1
    clock.now_s += 11
    assert shelf.made("a", "same", lambda: 3) == 3


def test_a_new_value_is_seen_after_two_seconds_at_most() -> None:
    clock = _Clock()
    shelf: Shelf[int] = Shelf(clock)
    shelf.made("a", "before", lambda: 1)
    clock.now_s += 1.9
    assert shelf.get("a", "after") == 1
    clock.now_s += 0.2
    assert shelf.get("a", "after") is None
    assert shelf.made("a", "after", lambda: 2) == 2


def test_what_many_want_at_once_is_made_once() -> None:
    shelf: Shelf[int] = Shelf()
    made, go = [], threading.Event()

    def make() -> int:
        go.wait(5)
        made.append(1)
        return 7

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(shelf.made, "a", "same", make) for _one in range(8)]
        go.set()
        assert {one.result(5) for one in asked} == {7}
    assert made == [1]


def test_a_failed_making_leaves_nothing_behind() -> None:
    shelf: Shelf[int] = Shelf()

    def fail() -> int:
        raise ValueError

    try:
        shelf.made("a", "same", fail)
    except ValueError:
        assert shelf.made("a", "same", lambda: 1) == 1


def test_what_is_kept_has_a_limit_and_goes_when_it_is_too_old() -> None:
    clock = _Clock()
    shelf: Shelf[int] = Shelf(clock, weigh=lambda value: value)
    for key in "abc":
        shelf.made(key, "same", lambda: 200_000)
    assert [shelf.get(key, "same") is not None for key in "abc"] == [False, True, True]
    clock.now_s += 21
    shelf.made("d", "same", lambda: 1)
    assert list(shelf._places) == ["d"]


def test_not_everything_that_is_asked_for_waits_to_be_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "_ROOM", threading.BoundedSemaphore(1))
    monkeypatch.setattr(pacing, "_PACE", [Pace()])
    done = threading.Event()
    wanted = {name: lambda: done.wait(5) for name in "abc"}
    assert pacing.ready(wanted, language="de", within_s=0) == {}
    done.set()
    assert len(pacing.ready({"d": lambda: 4, "e": lambda: 5}, language="de", within_s=5)) <= 1
