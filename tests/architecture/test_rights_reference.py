# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reference of rights says what the code permits."""

from __future__ import annotations

from pathlib import Path

from stadtkern.kernel.roles import PERMITS, Action, Role

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "rights.md"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def test_the_table_of_roles_and_actions_is_the_matrix_of_the_code() -> None:
    lines = _PAGE.read_text().splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("| role |"))
    actions = [Action(word) for word in _cells(lines[head])[1:]]
    told = {}
    for line in lines[head + 2 : head + 2 + len(Role)]:
        role, *marks = _cells(line)
        told[Role(role)] = frozenset(
            action for action, mark in zip(actions, marks, strict=True) if mark == "yes"
        )

    assert set(actions) == set(Action)
    assert told == PERMITS


def test_every_action_is_explained() -> None:
    page = _PAGE.read_text()
    assert [action for action in Action if f"| {action} |" not in page] == []
