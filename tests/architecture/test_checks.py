# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The quick run asks the rooms that changed."""

from __future__ import annotations

from tests.checks import changed_rooms


def test_a_changed_file_brings_the_tests_of_its_room() -> None:
    assert changed_rooms(["stadtkern/flow/lake/features/store.py", "stadtkern/kernel/queries/x.sql"]) == [
        "stadtkern/flow/lake/features/tests",
        "stadtkern/kernel/tests",
    ]


def test_a_changed_test_brings_itself() -> None:
    name = "tests/architecture/test_checks.py"
    assert changed_rooms([name]) == [name]


def test_texts_bring_no_tests() -> None:
    assert changed_rooms(["README.md", "docs/guides/betrieb.md", "tests/gone/test_gone.py"]) == []
