# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The columns of a batch that a reader may see, in the order of the fields."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.flow.lake.features.words import ARROW
from stadtkern.flow.outlets.ogc.encoding.words import Column, Layer, Rows
from stadtkern.kernel.collections import Field

_STARTS_FORMULA = r"^([=+\-@\t\r\n\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}])"
"""A spreadsheet takes text that starts so for a formula (OWASP, CSV injection)."""


def batches(rows: Rows) -> Iterator[pa.RecordBatch]:
    """Those that have rows."""
    return (batch for batch in rows if batch.num_rows)


def shown(batch: pa.RecordBatch, layer: Layer) -> list[tuple[Field, Column]]:
    """Fields and their columns."""
    names = set(batch.schema.names)
    return [(one, batch.column(one.key)) for one in layer.fields if one.key in names]


def keys(batch: pa.RecordBatch) -> Column:
    """The names of the features."""
    return batch.column("key")


def names(batch: pa.RecordBatch) -> list[str]:
    """The names of the features as Python sees them."""
    return [str(one) for one in keys(batch).to_pylist()]


def fitted(batch: pa.RecordBatch, layer: Layer) -> list[Column]:
    """Key and every field in the type of its kind; a field that the rows do not hold is empty."""
    known = {field.key: column for field, column in shown(batch, layer)}
    empty: list[None] = [None] * batch.num_rows
    found = [keys(batch)]
    for one in layer.fields:
        kind = ARROW[one.kind]
        found.append(known[one.key].cast(kind) if one.key in known else pa.array(empty, kind))
    return found


def schema(layer: Layer) -> list[tuple[str, pa.DataType]]:
    """Of what ``fitted`` answers."""
    return [("key", pa.string()), *((one.key, ARROW[one.kind]) for one in layer.fields)]


def defused(texts: Column) -> Column:
    """Texts that no spreadsheet takes for a formula: an apostrophe stands in front of such."""
    return _replaced(texts, _STARTS_FORMULA, r"'\1")


def moments(column: Column) -> Column:
    """Moments as texts of ISO 8601 in UTC, without empty fractions."""
    written = pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
    return _replaced(written, r"\.?0*Z$" if column.type != pa.timestamp("s", "UTC") else "Z$", "Z")


def _replaced(texts: Column, pattern: str, replacement: str) -> Column:
    found: Column = pc.replace_substring_regex(texts, pattern=pattern, replacement=replacement)
    return found
