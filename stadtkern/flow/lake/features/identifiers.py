# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""SQL over tables whose columns are known only at run time: every identifier in it is checked here.

Statements lie in ``queries/``; ``{name}`` is replaced by what the functions of this module made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from stadtkern.kernel.collections import FieldKind
from stadtkern.kernel.errors import PayloadRejected

from .words import RESERVED, FeatureColumn, FeatureTable

_QUERIES = Path(__file__).parent / "queries"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
MOST_COLUMNS = 1_000

SQL_TYPES: dict[FieldKind, str] = {
    "text": "varchar",
    "integer": "bigint",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamptz",
    "json": "varchar",
}


@cache
def _text(name: str) -> str:
    lines = (_QUERIES / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))


def statement(name: str, /, **parts: str) -> str:
    """The statement ``queries/<name>.sql`` with its parts, which this module or the CQL2 compiler made."""
    text = _text(name)
    for key, value in parts.items():
        text = text.replace("{" + key + "}", value)
    return text


def quoted(name: str) -> str:
    """The name of a column in double quotes.

    Raises:
        PayloadRejected: no field can be called so.
    """
    if name not in RESERVED and not _NAME.fullmatch(name):
        raise PayloadRejected(
            f"no field can be called {name[:80]!r}: only a-z, 0-9 and _ and at most 60 of them"
        )
    return f'"{name}"'


def checked(table: FeatureTable) -> FeatureTable:
    """The same table.

    Raises:
        PayloadRejected: a name cannot be a field, stands twice, or there are too many.
    """
    names = [column.name for column in table.columns]
    if len(names) > MOST_COLUMNS:
        raise PayloadRejected(f"{len(names)} fields, at most {MOST_COLUMNS} fit into a collection")
    for name in names:
        quoted(name)
        if name in RESERVED:
            raise PayloadRejected(f"a field cannot be called {name!r}: every feature has that anyway")
    if len(set(names)) < len(names):
        doubled = sorted({name for name in names if names.count(name) > 1})
        raise PayloadRejected(f"fields stand twice: {', '.join(doubled)}")
    return table


def current(table: FeatureTable) -> str:
    """The table with what is true now."""
    return f"lake.{table.name}"


def history(table: FeatureTable) -> str:
    """The table with what was true before."""
    return f"lake.{table.history}"


def listed(names: Iterable[str], prefix: str = "") -> str:
    """``, "a", "b"``: to go behind other columns; empty for none."""
    return "".join(f", {prefix}{quoted(name)}" for name in names)


def typed(columns: Sequence[FeatureColumn]) -> str:
    """``, "a" varchar, "b" double``."""
    return "".join(f", {quoted(column.name)} {SQL_TYPES[column.kind]}" for column in columns)


def names(table: FeatureTable, wanted: Sequence[str] | None) -> list[str]:
    """The wanted fields, all when null.

    Raises:
        PayloadRejected: the table has no such field.
    """
    present = {column.name for column in table.columns}
    unknown = [name for name in wanted or () if name not in present]
    if unknown:
        raise PayloadRejected(f"no field {unknown[0][:80]!r}")
    return [column.name for column in table.columns] if wanted is None else list(wanted)
