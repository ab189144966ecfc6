# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Civil time to UTC, on ordinary days and on the two odd ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from stadtkern.domains.cycling.clock import Minutes, civil_times


def local(*texts: str) -> Minutes:
    """Minutes of civil times such as ``2025-07-01 12:00``."""
    return np.array([int(datetime.fromisoformat(f"{text}+00:00").timestamp()) // 60 for text in texts])


def shown(minutes: Minutes) -> Sequence[str]:
    return [datetime.fromtimestamp(int(m) * 60, UTC).strftime("%Y-%m-%d %H:%M") for m in minutes]


def test_summer_is_two_hours_ahead_of_utc_and_winter_one() -> None:
    assert shown(civil_times(local("2025-07-01 12:00", "2025-12-01 12:00")).utc) == [
        "2025-07-01 10:00",
        "2025-12-01 11:00",
    ]


def test_the_hour_left_out_in_spring_is_missing() -> None:
    civil = civil_times(local("2026-03-29 01:45", "2026-03-29 02:00", "2026-03-29 02:45", "2026-03-29 03:00"))
    assert civil.missing.tolist() == [False, True, True, False]
    assert shown(civil.utc[~civil.missing]) == ["2026-03-29 00:45", "2026-03-29 01:00"]


def test_one_pass_through_the_doubled_hour_is_taken_as_summer_time_and_marked() -> None:
    civil = civil_times(local("2025-10-26 01:45", "2025-10-26 02:00", "2025-10-26 02:45", "2025-10-26 03:00"))
    assert civil.only_pass.tolist() == [False, True, True, False]
    assert shown(civil.utc) == [
        "2025-10-25 23:45",
        "2025-10-26 00:00",
        "2025-10-26 00:45",
        "2025-10-26 02:00",
    ]


def test_two_passes_through_the_doubled_hour_are_summer_then_winter_time() -> None:
    civil = civil_times(local("2026-10-25 02:00", "2026-10-25 02:45", "2026-10-25 02:00", "2026-10-25 02:45"))
    assert not civil.only_pass.any()
    assert shown(civil.utc) == [
        "2026-10-25 00:00",
        "2026-10-25 00:45",
        "2026-10-25 01:00",
        "2026-10-25 01:45",
    ]


def test_no_times_are_no_times() -> None:
    assert civil_times(np.zeros(0, np.int64)).utc.size == 0
