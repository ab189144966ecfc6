# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the SQL of this package from ``queries/``, as :mod:`flow.lake.sql` does; for a process of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from stadtkern.flow.lake.sql import literal

__all__ = ["literal", "quoted", "statement"]

_QUERIES = Path(__file__).parent / "queries"


@cache
def _text(name: str) -> str:
    lines = (_QUERIES / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))


def statement(file: str, /, **parts: str) -> str:
    """``queries/<file>.sql``; each ``{key}`` is replaced by what :func:`literal` or :func:`quoted` made."""
    text = _text(file)
    for key, value in parts.items():
        text = text.replace("{" + key + "}", value)
    return text


def quoted(name: str) -> str:
    """``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
