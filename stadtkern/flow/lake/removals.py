# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Removes many observations at once: of datastreams, of features, or those that a question finds."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.kernel.errors import LimitExceeded

from . import asking
from .engine import Engine
from .plan import bounds
from .sql import statement
from .words import Question
from .writer import Session, Writer


def of_datastreams(writer: Writer, ids: Collection[int]) -> int:
    """Remove all observations of these datastreams; how many rows, superseded ones too.

    Raises:
        LakeUnavailable: nothing was removed.
    """
    if not ids:
        return 0
    wanted = {"datastreams": list(ids), "first_id": min(ids), "last_id": max(ids)}
    return writer.run(lambda session: _removed(writer, session, "remove_datastreams", wanted))


def of_features(writer: Writer, ids: Collection[int]) -> int:
    """Remove all observations of these features of interest; how many rows, superseded ones too.

    Raises:
        LakeUnavailable: nothing was removed.
    """
    if not ids:
        return 0
    wanted = {"features": list(ids), "first_id": min(ids), "last_id": max(ids)}
    return writer.run(lambda session: _removed(writer, session, "remove_features", wanted))


def of_question(engine: Engine, writer: Writer, question: Question, *, most: int) -> int:
    """Remove the observations at the places (datastream_id, phenomenon_time, seq) that the question finds.

    It is answered first, beside the writer; only what is still stored then is removed.

    Raises:
        LimitExceeded: it finds more than ``most``, or takes too long; nothing was removed.
        LakeUnavailable: nothing was removed.
    """
    found = asking.ask(engine, question).select(["datastream_id", "phenomenon_time", "seq"])
    if found.num_rows > most:
        raise LimitExceeded(f"{found.num_rows} observations would be removed, at most {most} go at once")
    if not found.num_rows:
        return 0
    seq = np.asarray(pc.fill_null(found["seq"], pa.scalar(0, pa.int32())))
    gone = found.set_column(2, "seq", pa.array(seq))
    times = gone["phenomenon_time"].cast(pa.int64()).to_numpy()
    limits = bounds(gone["datastream_id"].to_numpy(), times)

    def work(session: Session) -> int:
        with asking.shelved(session, {"gone": gone}):
            return _removed(writer, session, "remove_places", limits)

    return writer.run(work)


def _removed(writer: Writer, session: Session, name: str, wanted: Mapping[str, object]) -> int:
    session.begin()
    row = session.execute(statement(name), wanted).fetchone()
    if len(writer.state.moves):
        session.execute(statement("forget_moves"))
    session.commit()
    return int(row[0]) if row else 0
