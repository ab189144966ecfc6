# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the register told, as tables that one statement may join: ids of datastreams and features, values."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

import pyarrow as pa

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.words import Period
from stadtkern.flow.outlets.sensorthings.reading import lake_json
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import Bound, Scalar, Stretch, Term
from stadtkern.flow.outlets.sensorthings.reading.words import Shown
from stadtkern.kernel.observation import TIME, AnyArray

FEW = 40
"""So many ids travel as parameters; more of them as a table."""


class Shelves:
    """The tables of one statement and how they are joined to the observation ``o``."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self.tables: dict[str, pa.Table] = {}
        self.joins: list[str] = []
        self._places = ""

    def among(self, column: str, ids: Collection[int]) -> str:
        """``column`` is one of these ids; never null."""
        if not ids:
            return "false"
        if len(ids) <= FEW:
            listed = ", ".join(f"{self._bound.value(one)}::bigint" for one in sorted(ids))
            return f"({column} in ({listed}))" if len(ids) > 1 else f"({column} = {listed})"
        name = self.put(pa.table({"id": pa.array(sorted(ids), pa.int64())}))
        return f"({column} in (select id from {name}))"  # noqa: S608 - names of ours

    def put(self, table: pa.Table) -> str:
        """The name under which the statement sees this table."""
        name = f"shelf_{len(self.tables)}"
        self.tables[name] = table
        return name

    def stream_among(self, streams: Collection[int]) -> Scalar:
        """The datastream of the observation is one of these."""
        return Scalar(kind=Kind.BOOLEAN, text=self.among("o.datastream_id", streams))

    def of_feature(
        self, features: Collection[int], streams: Collection[int], *, besides: Collection[int] | None = None
    ) -> Scalar:
        """The feature is one of these, or none is named and the datastream is where one of them is.

        ``besides``: also without any feature, which is outside of these datastreams.
        """
        own = self.among("o.feature_id", features)
        place = self.among("o.datastream_id", streams)
        if besides is not None:
            place = f"({place} or not {self.among('o.datastream_id', besides)})"
        return Scalar(kind=Kind.BOOLEAN, text=f"(case when o.feature_id is null then {place} else {own} end)")

    def stream_column(self, values: Mapping[int, Shown], kind: Kind) -> Term:
        """A value per datastream."""
        return self._column(values, kind, "o.datastream_id")

    def feature_column(self, values: Mapping[int, Shown], kind: Kind, places: Mapping[int, int]) -> Term:
        """A value per feature of interest; ``places`` is the feature of the place of each datastream."""
        if not self._places:
            self._places = self.put(
                pa.table(
                    {
                        "id": pa.array(list(places), pa.int64()),
                        "feature": pa.array(places.values(), pa.int64()),
                    }
                )
            )
            self.joins.append(f"left join {self._places} on {self._places}.id = o.datastream_id")
        return self._column(values, kind, f"coalesce(o.feature_id, {self._places}.feature)")

    def _column(self, values: Mapping[int, Shown], kind: Kind, key: str) -> Term:
        given = list(values.values())
        columns: dict[str, AnyArray] = {"id": pa.array(list(values), pa.int64())}
        if kind is Kind.INTERVAL:
            columns["start"] = pa.array([_start(one) for one in given], TIME)
            columns["until"] = pa.array([_end(one) for one in given], TIME)
        elif kind is Kind.JSON:
            columns["value"] = pa.array([_json(one) for one in given], pa.string())
        else:
            type_, shaped = _SHAPES[kind]
            columns["value"] = pa.array([None if one is None else shaped(one) for one in given], type_)
        name = self.put(pa.table(columns))
        self.joins.append(f"left join {name} on {name}.id = {key}")
        if kind is Kind.INTERVAL:
            return Stretch(start=f"{name}.start", end=f"{name}.until")
        if kind is Kind.JSON:
            return lake_json.document(f"{name}.value", (), self._bound)
        return Scalar(kind=kind, text=f"{name}.value")


def _start(value: Shown) -> datetime | None:
    return value.start if isinstance(value, Period) else value if isinstance(value, datetime) else None


def _end(value: Shown) -> datetime | None:
    return value.end if isinstance(value, Period) else None


def _json(value: Shown) -> str | None:
    return None if value is None else json.dumps(value)


def _same(value: object) -> object:
    return value


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


_SHAPES: dict[Kind, tuple[pa.DataType, Callable[[object], object]]] = {
    Kind.NUMBER: (pa.float64(), _number),
    Kind.TEXT: (pa.string(), str),
    Kind.ID: (pa.string(), str),
    Kind.BOOLEAN: (pa.bool_(), bool),
    Kind.TIME: (TIME, _same),
    Kind.DATE: (pa.date32(), _same),
    Kind.TIME_OF_DAY: (pa.time64("us"), _same),
    Kind.DURATION: (pa.duration("us"), _same),
    Kind.NOTHING: (pa.string(), str),
}
