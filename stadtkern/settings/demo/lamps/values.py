# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values of simulated lamps, all of them flagged as simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stadtkern.commons.schedules.models import Nights, Plan
from stadtkern.commons.schedules.plans import Profile, full_hours, level_at
from stadtkern.commons.schedules.stored import profile_of
from stadtkern.domains.street_lighting.sources import SIMULATED, TELEMETRY, Lamp
from stadtkern.flow.ingest import service as ingest
from stadtkern.kernel.observation import Decoded, Quality, columns

from .fleet import MUENSTER, STEPS, lamps

EVERY = timedelta(minutes=30)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
"""Since then the meters count."""
FAULTY_EVERY = 400
"""One lamp in so many is out of order: no power, fault code 3."""
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Values:
    """Values of lamps (rows) at times (columns), by key of the quantity."""

    codes: Sequence[str]
    times: Sequence[datetime]
    by_quantity: Mapping[str, Numbers]

    def table(self) -> pa.Table:
        """Columns for the lake."""
        shape = (len(self.codes), len(self.times))
        names = [f"{code}/{quantity.key}" for quantity in TELEMETRY for code in self.codes]
        arrays = [np.broadcast_to(self.by_quantity[quantity.key], shape).ravel() for quantity in TELEMETRY]
        index: npt.NDArray[np.int32] = np.repeat(np.arange(len(names), dtype=np.int32), shape[1])
        stamps = np.tile([round(at.timestamp() * 1e6) for at in self.times], len(names))
        return columns(
            datastream=pa.DictionaryArray.from_arrays(index, pa.array(names)),
            phenomenon_time=pa.array(stamps, pa.timestamp("us", tz="UTC")),
            result=pa.array(np.concatenate(arrays)),
            quality=pa.array(np.full(len(names) * shape[1], int(Quality.SIMULATED), dtype=np.uint16)),
        )


def store(values: Values, *, now: datetime) -> int:
    """Put values on the road that all values take; how many are new."""
    decoded = Decoded(observations=values.table())
    return ingest.store(decoded, source_key=SIMULATED, now=now, name="Simulation").stored


def store_days(number: int, days: int, *, now: datetime) -> int:
    """Values of the last days, every 30 minutes, as the profile would have had it; how many are new."""
    found = [one for one in lamps(number) if not one.cabinet_itself]
    profile = profile_of([Plan(nights=Nights.EVERY, steps=STEPS)])
    stored = 0
    for day in range(days, 0, -1) if profile else ():
        first = now.replace(minute=0, second=0, microsecond=0) - timedelta(days=day)
        times = [first + n * EVERY for n in range(48)]
        stored += store(_history(found, [at for at in times if at <= now], profile), now=now)
    return stored


def is_faulty(code: str) -> bool:
    """Whether this lamp is one of those out of order."""
    digits = "".join(one for one in code.rpartition("/")[2] if one.isdigit())
    return bool(digits) and int(digits) % FAULTY_EVERY == 7


def _history(found: Sequence[Lamp], times: Sequence[datetime], profile: Profile | None) -> Values:
    if profile is None:
        raise ValueError("the simulated profile has no plan")
    levels = np.array([level_at(profile, MUENSTER, at) for at in times], dtype=np.float64)
    hours = [full_hours(profile, MUENSTER, BEGIN, times[0])]
    for before, at in pairwise(times):
        hours.append(hours[-1] + full_hours(profile, MUENSTER, before, at))
    codes = [f"{SIMULATED}/{one.number}" for one in found]
    works = np.array([[0.0 if is_faulty(code) else 1.0] for code in codes])
    powers = np.array([[one.power_w] for one in found]) * works
    return Values(
        codes=codes,
        times=times,
        by_quantity={
            "dimming_level": levels[np.newaxis, :],
            "active_power": np.round(powers * levels / 100, 1),
            "active_energy": np.round(powers * np.array(hours) / 1000, 4),
            "lamp_fault": 3.0 * (1.0 - works),
            "operating_hours": np.round(np.array(hours)[np.newaxis, :], 1),
        },
    )
