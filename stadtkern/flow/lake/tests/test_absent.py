# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the query engine would like to have and is not installed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

import pytest

from stadtkern.flow.lake.absent import Absent
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Question

from .given import run


class _Last(MetaPathFinder):
    """Notes what nobody else found."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        self.asked.append(fullname)


def test_a_missing_library_is_not_searched_for_with_every_question(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.append(run(1, 0, [1.0, 2.0]))
    last = _Last()
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, last])

    found = lake.ask(Question("select result from observations where result > $a", {"a": 1.5}))

    assert found.to_pylist() == [{"result": 2.0}]
    assert last.asked == []


def test_only_the_missing_library_is_refused_and_all_others_are_searched_for_as_usual() -> None:
    with pytest.raises(ModuleNotFoundError, match="pandas"):
        Absent().find_spec("pandas", None)
    assert Absent().find_spec("colorsys", None) is None
