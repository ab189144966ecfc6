# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the lake's SQL from ``queries/``: one statement per file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_QUERIES = Path(__file__).parent / "queries"


@cache
def _text(name: str) -> str:
    """The file without its header, so that nothing is ever put into a comment."""
    lines = (_QUERIES / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))


def statement(name: str, **literals: str) -> str:
    """The statement ``queries/<name>.sql``; ``{key}`` is replaced where SQL admits no parameter.

    Every replacement comes from :func:`literal` or is a query file of this package.
    """
    text = _text(name)
    for key, value in literals.items():
        text = text.replace("{" + key + "}", value)
    return text


def literal(value: str) -> str:
    """``value`` as an SQL string literal."""
    return "'" + value.replace("'", "''") + "'"
