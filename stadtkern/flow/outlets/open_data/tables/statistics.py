# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What stands in the columns of a table, worked out once per snapshot."""

from __future__ import annotations

from pathlib import Path

import msgspec

from stadtkern.flow.lake.open_tables import asking, current
from stadtkern.flow.lake.open_tables.asking import ColumnFigures

from .service import Ready


def figures(ready: Ready) -> list[ColumnFigures]:
    """The figures of all columns, in their order.

    Raises:
        QueryTooDear: the table is too large for that.
        SandboxBusy: too many queries are running.
    """
    tables = current.open_tables()
    kinds = {column.key: column.kind for column in ready.table.columns}

    def write(path: Path) -> None:
        path.write_bytes(msgspec.json.encode(asking.figures(tables.sandbox, ready.snapshot.path, kinds)))

    made = tables.shelf.beside(ready.snapshot, ".statistics", write)
    return msgspec.json.decode(made.read_bytes(), type=list[ColumnFigures])
