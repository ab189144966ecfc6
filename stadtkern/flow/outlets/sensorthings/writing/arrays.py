# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Data arrays (18-088 clause 14.2): many observations as rows of values, turned into columns at once.

A group whose columns are all as they should be becomes Arrow columns without looking at single rows; only
when that fails is each of its rows looked at, so that one bad row costs its neighbours nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.flow.devices.sensing.service import KnownStream
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake import rows as lake_rows
from stadtkern.flow.lake.addresses import Address, text
from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.times import FIRST_US, LAST_US
from stadtkern.flow.lake.words import Place
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.observation import TIME, AnyArray

from . import bodies, observing, streams
from .bodies import Linked
from .deep import linked_stream, no_place, register_id
from .json_text import joined
from .observations import linked_feature
from .values import Checked, checked, items, kind_of, members
from .values import text as as_text
from .words import BodyRefused, BodyTooDeep, Created, Refused

MOST_ROWS = 100_000
"""Observations in one request."""
_FEATURE = "FeatureOfInterest/id"
_QUICK = {"phenomenonTime", "result", "resultTime", _FEATURE}
"""Components that can become columns without looking at rows."""


@dataclass(frozen=True, kw_only=True)
class _Group:
    """The rows for one datastream."""

    path: str
    stream: KnownStream
    components: tuple[str, ...]
    rows: Sequence[Json]


@dataclass(kw_only=True)
class Gathered:
    """All rows of a request that can be stored, as one batch, and why the others cannot."""

    tables: list[pa.Table] = field(default_factory=list)
    answers: list[Refused | None] = field(default_factory=list)
    """By row of the request; null: the next row of the batch."""

    def batch(self) -> pa.Table:
        """The batch for the lake; empty when no row can be stored."""
        if not self.tables:
            return lake_rows.table(())
        return pa.concat_tables(self.tables, promote_options="default")

    def answered(self, batch: pa.Table, places: Sequence[Place]) -> list[Created | Refused]:
        """The answer per row of the request, once the batch is stored."""
        if not places:
            return [one for one in self.answers if one is not None]
        ids = batch.column("datastream_id").to_numpy().tolist()
        times = batch.column("phenomenon_time").cast(pa.int64()).to_numpy().tolist()
        made = (
            Created(
                entity=OBSERVATION,
                id=place.identity or text(Address(stream, moment, place.seq)),
                known=place.known,
            )
            for stream, moment, place in zip(ids, times, places, strict=True)
        )
        return [next(made) if one is None else one for one in self.answers]


def gathered(body: Json, *, caller: Caller, now: datetime) -> Gathered:
    """The rows of a request.

    Raises:
        BodyRefused: the request is no list of groups; a row that is wrong is only answered.
        BodyTooDeep: too many rows.
    """
    found = Gathered()
    groups = [
        (members(one, joined("", place)), joined("", place)) for place, one in enumerate(items(body, ""))
    ]
    arrays = [items(given.get("dataArray"), joined(path, "dataArray")) for given, path in groups]
    if sum(map(len, arrays)) > MOST_ROWS:
        raise BodyTooDeep(f"One request may create at most {MOST_ROWS} observations; please split it.")
    for (given, path), rows in zip(groups, arrays, strict=True):
        try:
            group = _group(given, path, rows, caller)
        except CityError as error:
            found.answers.extend([Refused(reason=str(error))] * len(rows))
            continue
        _add(found, group, caller, now)
    return found


def _group(given: Mapping[str, Json], path: str, rows: Sequence[Json], caller: Caller) -> _Group:
    links = [name for name in ("Datastream", "MultiDatastream") if name in given]
    if len(links) != 1:
        raise BodyRefused(path, "a group is of exactly one Datastream or MultiDatastream")
    for name in given:
        if name not in {"components", "dataArray", links[0]} and "@" not in name:
            raise BodyRefused(joined(path, name[:60]), f"expected {links[0]}, components and dataArray only")
    target = bodies.reference(given[links[0]], joined(path, links[0]))
    stream = register_id(target, links[0])
    known = linked_stream(streams.stream(stream), links[0], stream, caller, path)
    return _Group(path=path, stream=known, components=_components(given, path), rows=rows)


def _components(given: Mapping[str, Json], path: str) -> tuple[str, ...]:
    place = joined(path, "components")
    found = tuple(as_text(one, place) for one in items(given.get("components"), place))
    for name in found:
        known = OBSERVATION.property(name)
        if name != _FEATURE and (known is None or not known.writable):
            names = [one.name for one in OBSERVATION.properties if one.writable]
            raise BodyRefused(place, f"{name[:60]!r} is none of {', '.join((*names, _FEATURE))}")
    if len(set(found)) < len(found) or "result" not in found:
        raise BodyRefused(place, "each component once, and result among them")
    return found


def _add(found: Gathered, group: _Group, caller: Caller, now: datetime) -> None:
    """Add the rows of a group: in one go, or row by row when a column is not as it should be."""
    table = _columns(group, caller)
    if table is not None:
        found.answers.extend([None] * len(group.rows))
        found.tables.append(table)
        return
    good: list[Row] = []
    for place, one in enumerate(group.rows):
        try:
            good.append(_row(group, one, joined(joined(group.path, "dataArray"), place), caller, now))
            found.answers.append(None)
        except CityError as error:
            found.answers.append(Refused(reason=str(error)))
    if good:
        found.tables.append(lake_rows.table(good))


def _columns(group: _Group, caller: Caller) -> pa.Table | None:
    """The group as columns; nothing when a row needs a closer look."""
    width = len(group.components)
    if not group.rows or not _QUICK.issuperset(group.components) or "phenomenonTime" not in group.components:
        return None
    if group.stream.multi or set(map(type, group.rows)) != {list}:
        return None
    if set(map(len, group.rows)) != {width}:  # type: ignore[arg-type]  # all are lists
        return None
    values = dict(zip(group.components, zip(*group.rows, strict=True), strict=True))
    if not set(map(type, values["result"])) <= {int, float}:
        return None
    try:
        feature = _features(group, values.get(_FEATURE), caller)
        times = _times(values["phenomenonTime"])
        columns = {
            "datastream_id": pa.repeat(pa.scalar(group.stream.id, pa.int64()), len(group.rows)),
            "phenomenon_time": times,
            "result": pa.array([float(one) for one in values["result"]], pa.float64()),
            "feature_id": feature,
        }
        if "resultTime" in values:
            columns["result_time"] = _times(values["resultTime"])
    except (pa.ArrowInvalid, pa.ArrowTypeError, CityError):
        return None
    return pa.table(columns) if not times.null_count else None


def _times(values: Sequence[Json]) -> AnyArray:
    """Texts as instants.

    Raises:
        ArrowInvalid, ArrowTypeError: one of them needs a closer look.
    """
    found = pa.array(values, pa.string()).cast(TIME)
    if found.null_count < len(found):
        bounds = pc.min_max(found.cast(pa.int64()))
        if bounds["min"].as_py() < FIRST_US or bounds["max"].as_py() >= LAST_US:
            raise pa.ArrowInvalid("outside the years that can be stored")
    return found


def _features(group: _Group, given: Sequence[Json] | None, caller: Caller) -> AnyArray:
    if given is None or all(one is None for one in given):
        place = streams.feature_of(group.stream.thing)
        if place is None:
            raise no_place(group.path)
        return pa.repeat(pa.scalar(place, pa.int64()), len(group.rows))
    wanted = [one for one in given if isinstance(one, int | str)]
    if len(wanted) < len(given):
        raise no_place(group.path)
    known = {one: _feature(one, group.path, caller) for one in set(wanted)}
    return pa.array([known[one] for one in wanted], pa.int64())


def _feature(value: Json, path: str, caller: Caller) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BodyRefused(path, f"expected the id of a feature of interest, got {kind_of(value)}")
    return linked_feature(Linked(path=path, id=str(value)), caller)


def _row(group: _Group, value: Json, path: str, caller: Caller, now: datetime) -> Row:
    given = items(value, path)
    if len(given) != len(group.components):
        raise BodyRefused(path, f"expected {len(group.components)} values, got {len(given)}")
    values: dict[str, Checked] = {}
    feature: int | None = None
    for name, one in zip(group.components, given, strict=True):
        known = OBSERVATION.property(name)
        if known is not None:
            values[name] = checked(OBSERVATION, known, one, joined(path, name))
        elif one is not None:
            feature = _feature(one, joined(path, name), caller)
    observing.check_result(values.get("result"), streams.components_of(group.stream), path)
    if feature is None:
        feature = streams.feature_of(group.stream.thing)
    if feature is None:
        raise no_place(path)
    return observing.row(values, group.stream.id, feature, now=now)
