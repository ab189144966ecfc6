# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the SQL of this package from ``queries/``: one statement per file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_QUERIES = Path(__file__).parent / "queries"


@cache
def _text(name: str) -> str:
    lines = (_QUERIES / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))


def statement(name: str, **names: str) -> str:
    """The statement; ``{key}`` is replaced by a quoted name that this package made."""
    text = _text(name)
    for key, value in names.items():
        text = text.replace("{" + key + "}", value)
    return text
