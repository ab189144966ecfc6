# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The process in which files are read; knows nothing of the city, is asked once and ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import pyarrow as pa
import pyogrio

from stadtkern.kernel.errors import CityError, PayloadRejected

from . import conversion, formats, looking, protocol
from .confinement import DRIVERS, confine
from .words import Answer, Ask


def main() -> None:
    """Answer the one question on standard input; what GDAL prints goes nowhere."""
    ask = msgspec.json.decode(sys.stdin.buffer.read(), type=Ask)
    out = os.dup(1)
    os.dup2(2, 1)
    confine()
    pa.set_cpu_count(1)
    try:
        _answer(ask, out)
    except protocol.Gone:
        pass
    except CityError as error:
        protocol.say(out, Answer(complaint=str(error)))
    except MemoryError:
        protocol.say(out, Answer(complaint="Die Datei braucht zu viel Arbeitsspeicher; bitte aufteilen."))
    os._exit(0)


def _answer(ask: Ask, out: int) -> None:
    known = set(pyogrio.list_drivers())
    if known - DRIVERS:
        raise PayloadRejected(f"Nicht vorgesehene Leseprogramme: {', '.join(sorted(known - DRIVERS))}.")
    opened = formats.opened(Path(ask.path), ask.name, Path(ask.folder))
    if ask.plan is None:
        protocol.say(out, Answer(survey=looking.looked_into(opened)))
        return
    layers = looking.described(opened)
    layer = next((one for one in layers if one.name == ask.plan.layer), None)
    if layer is None and len(layers) == 1:
        layer = layers[0]
    if layer is None:
        raise PayloadRejected(f"In der Datei fehlt die Ebene „{ask.plan.layer}“.")
    under_way = conversion.converting(layer, ask.plan)
    for piece in under_way.pieces():
        if piece.refused:
            protocol.say(out, Answer(refused=piece.refused))
        if piece.batch.num_rows:
            protocol.send(out, b"B", _stream(piece.batch))
    protocol.say(out, Answer(report=under_way.report()))


def _stream(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes()
