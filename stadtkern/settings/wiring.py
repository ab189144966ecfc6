# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts the house together once per process: declarations, limits, events, periodic jobs."""

from __future__ import annotations

from stadtkern.flow.ingest import jobs as ingest_jobs
from stadtkern.flow.ingest import limits
from stadtkern.flow.lake import jobs as lake_jobs
from stadtkern.kernel import events, jobs, registry

from . import env, logs
from .declared import declared_domains


def wire(knobs: env.Knobs) -> None:
    """Declare the domains, set the limits, wire events and periodic jobs; may be called again."""
    logs.configure()
    registry.declare(declared_domains())
    events.wire({})
    limits.provide(ingest_limits(knobs))
    jobs.declare([*lake_jobs.PERIODIC, *ingest_jobs.periodic()])


def ingest_limits(knobs: env.Knobs) -> limits.Limits:
    """What an operator may change about the limits of ingest."""
    return limits.Limits(
        file_bytes=knobs.max_file_mb * limits.MIB,
        allow_private=knobs.private_addresses,
    )
