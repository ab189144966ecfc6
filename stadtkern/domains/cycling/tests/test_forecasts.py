# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasts of real counters: what a year of Münster's counts says about the method."""

from __future__ import annotations

import tarfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from stadtkern.commons.schedules.holidays import holidays_of
from stadtkern.domains.cycling.sources import decode
from stadtkern.flow.outlets.forecasts.backtest import worth
from stadtkern.flow.outlets.forecasts.grid import grid
from stadtkern.kernel.observation import Payload

DEMO = Path(__file__).resolve().parents[3] / "settings/demo/data/cycling-muenster_2025-08_2026-08.tar.xz"
SITE = "100031297"
NOW = datetime(2026, 8, 22, tzinfo=UTC)


@pytest.mark.slow
def test_a_real_counter_is_foreseen_a_sixth_better_than_by_the_week_before() -> None:
    hours: dict[int, list[float]] = defaultdict(list)
    with tarfile.open(DEMO) as members:
        for member in members:
            stream = members.extractfile(member) if SITE in member.name else None
            if stream is not None and member.name.endswith(".csv"):
                found = decode(Payload(name=member.name, content=stream.read(), received_at=NOW))
                codes = found.observations["datastream"].cast(pa.string())
                total = found.observations.filter(pc.equal(codes, pa.scalar(f"muenster/{SITE}/{SITE}")))
                times = total["phenomenon_time"].cast(pa.int64()).to_numpy() // 3_600_000_000 * 3600
                counts = total["result"].to_numpy()
                for second, count in zip(times.tolist(), counts.tolist(), strict=True):
                    hours[second].append(count)
    holidays = {day.day for year in (2025, 2026) for day in holidays_of("05", year)}
    values = [
        (datetime.fromtimestamp(second, UTC), sum(quarters) if len(quarters) == 4 else None)
        for second, quarters in hours.items()
    ]
    table = grid(values, lambda day: day in holidays, ahead=8)
    for days in (1, 3, 7):
        judged = worth(table, days=days, counted=True)
        assert judged is not None
        assert judged.gain >= 0.15, f"{days} days ahead: {judged.gain:.3f}"
        assert 0.85 <= judged.inside <= 0.97
    assert np.isfinite(table.values).mean() > 0.9
