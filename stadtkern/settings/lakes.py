# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opens the lake of this installation as the knobs say."""

from __future__ import annotations

import time
from functools import partial

from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.object_storage import BucketAccess
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.kernel.errors import LakeBusy

from .env import Knobs


def lake_settings(knobs: Knobs) -> LakeSettings:
    """Where the lake lies and what it may use."""
    return LakeSettings(
        folder=knobs.data / "lake",
        catalogue=knobs.lake_catalogue,
        files=knobs.lake_files,
        buckets=BucketAccess(
            endpoint=knobs.s3_endpoint, region=knobs.s3_region, key=knobs.s3_key, secret=knobs.s3_secret
        ),
        memory_mb=knobs.lake_memory_mb,
    )


def open_lake(knobs: Knobs, *, wait_s: float = 0) -> Lake:
    """Open the lake as the lake of this process; waits for a process that is just closing it.

    Raises:
        LakeBusy: another process still holds it after ``wait_s``.
        LakeUnavailable: it cannot be opened.
    """
    current.provide(partial(Lake.open, lake_settings(knobs)))
    deadline = time.monotonic() + wait_s
    while True:
        try:
            return current.lake()
        except LakeBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
