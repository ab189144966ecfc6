# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers are kept within their room, and made once for all who ask at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.ogc.common import served
from stadtkern.flow.outlets.ogc.common.kept import Kept


def test_many_who_ask_at_once_wait_for_one_who_makes_it() -> None:
    kept, made, begun = Kept(), [], threading.Event()

    def make() -> Answer:
        begun.set()
        made.append(1)
        return Answer(body=b"x")

    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(lambda _place: kept.answer("tag", make), range(50))]
    assert begun.is_set() and len(made) == 1
    assert {(one.tag, one.body) for one in answers} == {("tag", b"x")}


def test_a_failure_is_no_answer_and_blocks_nobody() -> None:
    kept = Kept()

    def fail() -> Answer:
        raise ValueError

    for _ in range(2):
        with pytest.raises(ValueError):
            kept.answer("tag", fail)
    assert kept.answer("tag", Answer).tag == "tag"


def test_the_least_used_go_when_the_room_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "_PROVIDED", [served.Served(kept_bytes=80)])
    kept = Kept()
    for name in "abcdefghi":
        kept.answer(name, lambda: Answer(body=b"0123456789"))
        kept.get("a")
    assert kept.get("a") is not None and kept.get("b") is None
    kept.answer("large", lambda: Answer(body=b"0" * 11))
    assert kept.get("large") is None
