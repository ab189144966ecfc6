# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The process in which queries of others run; knows nothing of the city but the files it is told.

Each query gets a query engine of its own that forgets everything afterwards: no extensions, no files but the
named ones, settings locked, memory limited, interrupted when its time is over.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb
import msgspec
import pyarrow as pa

from . import walls
from .inspection import Refusal, tables
from .protocol import Ask, Code, Gone, Inbox, Reply, framed, write
from .statements import literal, quoted, statement

_BATCH = 1000
_BEYOND = 256 * 1024 * 1024
"""What a query may map beyond the memory of the engine: vectors, strings, the answer [bytes]."""
_CODES: dict[str, Code] = {
    "Parser": "syntax",
    "Permission": "permission",
    "Out of Memory": "memory",
    "INTERRUPT": "time",
    "Interrupt": "time",
    "Conversion": "value",
    "Out of Range": "value",
    "Invalid Input": "value",
}


def main() -> None:
    """Serve until the other side closes the pipe; the folder of the files is the last argument."""
    inbox, out = Inbox(lambda: os.read(0, 1 << 16)), os.dup(1)
    os.dup2(2, 1)
    folder = Path(sys.argv[-1])
    walls.close_in(folder)
    decoder = msgspec.json.Decoder(Ask)
    try:
        while True:
            head, body = inbox.message()
            reply, rows = _answered(decoder.decode(head), body)
            write(out, framed(reply, rows))
            if reply.code == "memory":
                return
    except Gone:
        return


def _answered(ask: Ask, body: bytes) -> tuple[Reply, bytes]:
    try:
        names = _names(ask.sql)
        if ask.names_only:
            return Reply(names=sorted(names)), b""
        _check(names, ask)
        return _run(ask, body)
    except Refusal as refusal:
        return Reply(code=refusal.code, position=refusal.position, name=refusal.name), b""
    except duckdb.Error as error:
        return _complaint(error), b""
    except MemoryError:
        return Reply(code="memory"), b""


def _names(sql: str) -> dict[str, int | None]:
    """The tables that a query reads, with their places.

    Raises:
        Refusal: it may not run.
    """
    row = _parser().execute(statement("tree"), {"sql": sql}).fetchone()
    return tables(json.loads(str(row[0]) if row else "{}"))


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """An engine without tables that only reads texts; it keeps nothing of them."""
    engine = _engine(Ask(sql="", tables={}, memory_mb=128))
    engine.execute(statement("close"))
    return engine


def _check(names: Mapping[str, int | None], ask: Ask) -> None:
    """All of them are released; the engine knows tables of its own.

    Raises:
        Refusal: one is not.
    """
    known = {name.lower() for name in ask.tables}
    for name, position in names.items():
        if name.lower() not in known:
            raise Refusal("table", position, name)


def _engine(ask: Ask) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={
            "memory_limit": f"{ask.memory_mb}MiB",
            "threads": str(ask.threads),
            "temp_directory": "",
            "max_temp_directory_size": "0KB",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "errors_as_json": "true",
            "max_expression_depth": "250",
        }
    )


def _run(ask: Ask, body: bytes) -> tuple[Reply, bytes]:
    walls.allow_memory(ask.memory_mb * 1024 * 1024 + _BEYOND)
    with _engine(ask) as engine:
        files = ", ".join(literal(path) for path in ask.tables.values())
        engine.execute(statement("allow", files=files))
        for name, path in ask.tables.items():
            engine.execute(statement("table", name=quoted(name), path=literal(path)))
        engine.execute(statement("close"))
        clock = threading.Timer(ask.seconds, engine.interrupt)
        clock.start()
        try:
            return _rows(engine, ask, _parameters(body))
        finally:
            clock.cancel()


def _parameters(body: bytes) -> dict[str, object]:
    if not body:
        return {}
    with pa.ipc.open_stream(body) as stream:
        return dict(stream.read_all().to_pylist()[0])


def _rows(engine: duckdb.DuckDBPyConnection, ask: Ask, parameters: dict[str, object]) -> tuple[Reply, bytes]:
    """The first rows within the limits, as an Arrow stream."""
    reader = engine.execute(ask.sql, parameters or None).to_arrow_reader(_BATCH)
    sink = pa.BufferOutputStream()
    rows = size = 0
    cut = False
    with pa.ipc.new_stream(sink, reader.schema) as stream:
        for batch in reader:
            taken = _fitting(batch.slice(0, ask.rows - rows), ask.bytes - size)
            stream.write_batch(taken)
            rows, size = rows + taken.num_rows, size + taken.nbytes
            if taken.num_rows < batch.num_rows:
                cut = True
                break
    return Reply(cut=cut), sink.getvalue().to_pybytes()


def _fitting(batch: pa.RecordBatch, room: int) -> pa.RecordBatch:
    """As many of the first rows as fit into ``room`` bytes, roughly."""
    while batch.num_rows and batch.nbytes > room:
        batch = batch.slice(0, batch.num_rows // 2)
    return batch


def _complaint(error: duckdb.Error) -> Reply:
    """What the engine says, taken apart; it says so in JSON."""
    text = str(error)
    try:
        given = json.loads(text[text.index("{") :])
    except ValueError:
        given = {}
    kind = str(given.get("exception_type") or type(error).__name__.removesuffix("Exception"))
    position = str(given.get("position", ""))
    return Reply(
        code=_code(kind, given),
        position=int(position) if position.isdecimal() else None,
        name=str(given.get("name", "")),
        candidates=str(given.get("candidates", "")),
        message=str(given.get("exception_message", text)).split("\n")[0][:500],
    )


def _code(kind: str, given: dict[str, object]) -> Code:
    if given.get("error_subtype") == "COLUMN_NOT_FOUND":
        return "column"
    if given.get("error_subtype") == "MISSING_ENTRY":
        return "function" if "Function" in str(given.get("type")) else "table"
    return _CODES.get(kind, "other")
