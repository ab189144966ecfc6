# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A message of the log: an Arrow IPC stream of observations with ids, its schema says whose rows they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import pyarrow as pa

from stadtkern.flow.lake.batches import checked
from stadtkern.flow.lake.words import Place, Receipt
from stadtkern.kernel.errors import PayloadRejected

from .words import NewerFormat, Part

FORMAT = 1
"""Grows when an older writer could not read a message any more."""
_COMPRESSED_FROM = 16 * 1024
_PARTS, _FORMAT = b"stadtkern.parts", b"stadtkern.format"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a writer tells somebody who waits for it."""

    stored: int = 0
    duplicates: int = 0
    superseded: int = 0
    snapshot: int = 0
    places: list[tuple[int, bool, str | None]] = []
    refused: str = ""
    """Why the lake refused it; empty: it is stored."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a message holds."""

    table: pa.Table
    """Columns of ``lake.batches.BATCH``."""
    parts: tuple[Part, ...]


def encode(table: pa.Table, parts: Sequence[Part]) -> bytes:
    """The message; columns without any value are left out."""
    told = [name for name in table.column_names if table.column(name).null_count < table.num_rows]
    slim = table.select(told).combine_chunks()
    slim = slim.replace_schema_metadata({_FORMAT: str(FORMAT).encode(), _PARTS: msgspec.json.encode(parts)})
    sink = pa.BufferOutputStream()
    large = slim.nbytes > _COMPRESSED_FROM
    options = pa.ipc.IpcWriteOptions(compression="zstd" if large else None)
    with pa.ipc.new_stream(sink, slim.schema, options=options) as stream:
        stream.write_table(slim)
    return sink.getvalue().to_pybytes()


def decode(message: bytes) -> Content:
    """What the message holds, checked as the lake checks it.

    Raises:
        PayloadRejected: it is damaged, or the lake would refuse it.
        NewerFormat: a newer Stadtkern wrote it.
    """
    try:
        with pa.ipc.open_stream(message) as stream:
            facts = stream.schema.metadata or {}
            if int(facts.get(_FORMAT, b"0")) > FORMAT:
                raise NewerFormat
            table = stream.read_all()
        table.validate(full=True)
        parts = msgspec.json.decode(facts.get(_PARTS, b""), type=list[Part])
    except (pa.ArrowException, msgspec.DecodeError, ValueError, OSError) as error:
        raise PayloadRejected(f"Die Nachricht ist beschädigt: {error}") from error
    if sum(part.rows for part in parts) != table.num_rows or not all(part.rows > 0 for part in parts):
        raise PayloadRejected("Die Nachricht ist beschädigt: Zahl der Zeilen und Herkunft passen nicht.")
    return Content(table=checked(table), parts=tuple(parts))


def content_id(message: bytes) -> str:
    """The same for the same content."""
    return hashlib.sha256(message).hexdigest()


def answer_of(receipt: Receipt) -> bytes:
    """A receipt on its way back to whoever waits for it."""
    return msgspec.json.encode(
        Answer(
            stored=receipt.stored,
            duplicates=receipt.duplicates,
            superseded=receipt.superseded,
            snapshot=receipt.snapshot,
            places=[(one.seq, one.known, one.identity) for one in receipt.places],
        )
    )


def refusal(reason: str) -> bytes:
    """The answer to somebody whose values the lake refuses."""
    return msgspec.json.encode(Answer(refused=reason))


def receipt_of(answer: bytes) -> Receipt:
    """The receipt that a writer sent.

    Raises:
        PayloadRejected: the lake refused the values.
    """
    found = msgspec.json.decode(answer, type=Answer)
    if found.refused:
        raise PayloadRejected(found.refused)
    return Receipt(
        stored=found.stored,
        duplicates=found.duplicates,
        superseded=found.superseded,
        snapshot=found.snapshot,
        places=tuple(Place(*one) for one in found.places),
    )
