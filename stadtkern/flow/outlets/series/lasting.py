# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What hardly changes (capacities) holds until something else is said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from stadtkern.flow.lake.members import Member, MembersQuestion
from stadtkern.flow.lake.times import micros

from .asking import Asking
from .curves import Curve, Evidence
from .grids import Grid
from .streams import Found, Stream
from .words import Floats, Int64s

_HOUR_US = 3_600_000_000


def curves(kind: str, found: Found, grid: Grid, asking: Asking) -> list[Curve]:
    """The lines of datastreams whose last value stays the current one."""
    values = _held(found.streams, grid, asking)
    values[:, grid.starts >= asking.now_us] = np.nan
    if found.witnesses:
        values[~_witnessed(found, grid, asking)] = np.nan
    if kind != "each":
        return [_curve(_reduced(kind, values), found.streams, found)]
    things: dict[int, list[int]] = {}
    for number, one in enumerate(found.streams):
        things.setdefault(one.thing_id, []).append(number)
    return [
        _curve(_reduced("mean", values[own]), [found.streams[n] for n in own], None)
        for own in things.values()
    ]


def _held(streams: Sequence[Stream], grid: Grid, asking: Asking) -> Floats:
    """By datastream and step: the last value up to its end."""
    latest = asking.lake.latest([one.datastream_id for one in streams])
    firsts = [micros(one.first_time) for one in latest.values()]
    hours = np.unique(
        np.append(grid.edges // _HOUR_US * _HOUR_US, -(-grid.edges[-1:] // _HOUR_US) * _HOUR_US)
    )
    if firsts and min(firsts) < hours[0]:
        hours = np.append(min(firsts) // _HOUR_US * _HOUR_US, hours)
    table = asking.lake.members(_question(streams, hours))
    held = np.full((len(streams), len(hours) - 1), np.nan)
    held[table["member"].to_numpy(), table["bucket"].to_numpy()] = table["last"].to_numpy()
    seen = np.where(np.isnan(held), -1, np.arange(held.shape[1]))
    seen = np.maximum.accumulate(seen, axis=1)
    filled = np.where(seen >= 0, np.take_along_axis(held, np.maximum(seen, 0), axis=1), np.nan)
    where = np.searchsorted(hours, grid.ends, side="left") - 1
    found: Floats = filled[:, where]
    return found


def _witnessed(found: Found, grid: Grid, asking: Asking) -> npt.NDArray[np.bool_]:
    """By datastream and step: whether the other quantity of its thing has a value to compare with."""
    edges = grid.edges
    table = asking.lake.members(_question(found.witnesses, edges))
    rows = {thing: at for at, thing in enumerate(dict.fromkeys(one.thing_id for one in found.streams))}
    told = np.zeros((len(rows) + 1, grid.steps), np.bool_)
    places = np.array([rows.get(one.thing_id, len(rows)) for one in found.witnesses])
    told[places[table["member"].to_numpy()], table["bucket"].to_numpy()] = True
    return told[[rows[one.thing_id] for one in found.streams]]


def _question(streams: Sequence[Stream], edges: Int64s) -> MembersQuestion:
    return MembersQuestion(
        members=[
            Member(
                datastream_id=one.datastream_id,
                component=one.component,
                factor=one.factor,
                offset=one.offset,
                regular=False,
            )
            for one in streams
        ],
        edges=edges,
        start_us=int(edges[0]),
        end_us=int(edges[-1]),
        summary="last",
    )


def _reduced(kind: str, values: Floats) -> Floats:
    present = ~np.isnan(values)
    if kind == "count":
        counted: Floats = present.sum(axis=0).astype(np.float64)
        return counted
    found = np.full(values.shape[1], np.nan)
    some = present.any(axis=0)
    if some.any():
        found[some] = _reduced_by(kind, values[:, some])
    return found


def _reduced_by(kind: str, values: Floats) -> Floats:
    """One value per step, where there is at least one."""
    if kind == "sum":
        return np.asarray(np.nansum(values, axis=0))
    if kind == "min":
        return np.asarray(np.nanmin(values, axis=0))
    if kind == "max":
        return np.asarray(np.nanmax(values, axis=0))
    if kind == "median":
        return np.asarray(np.nanmedian(values, axis=0))
    return np.asarray(np.nanmean(values, axis=0))


def _curve(values: Floats, streams: Sequence[Stream], found: Found | None) -> Curve:
    present = values[~np.isnan(values)]
    return Curve(
        values=values,
        coverage=np.where(np.isnan(values), np.nan, 1.0),
        withheld=np.zeros(len(values), np.bool_),
        total=float(present[-1]) if len(present) else np.nan,
        evidence=Evidence(
            streams=frozenset(streams),
            withdrawn=found.withdrawn if found else 0,
            unfit=found.unfit if found else 0,
            method=(_("Werte gelten, bis ein neuer gemeldet wird."),),
        ),
        thing=None if found else streams[0],
    )
