# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The order of ids: that of the numbers in them, so 9.5 comes before 10.1."""

from __future__ import annotations

_SIGNS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_FORM = "(-?[0-9]{1,18})([.]-?[0-9]{1,18})*"


def ordered(operator: str, left: str, right: str) -> str:
    """``left operator right`` for two texts; unknown when one of them is no id."""
    are_ids = " and ".join(f"regexp_full_match({one}, '{_FORM}')" for one in (left, right))
    return f"(case when {are_ids} then {_numbers(left)} {_SIGNS[operator]} {_numbers(right)} end)"


def _numbers(text: str) -> str:
    """A list, which sorts by its first number, then the next; a shorter one comes first."""
    # Casting the whole list would be quicker, but DuckDB 1.5 leaves such casts out of comparisons.
    return f"list_transform(string_split({text}, '.'), lambda part: try_cast(part as bigint))"
