# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts the house together once per process: declarations, limits, events, periodic jobs."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest import limits, pulling
from stadtkern.flow.lake import jobs as lake_jobs
from stadtkern.kernel import events, jobs, registry

from . import env, logs
from .declared import declared_domains
from .work import number

PULL_EVERY_S = 60


def wire(knobs: env.Knobs) -> None:
    """Declare the domains, set the limits, wire events and periodic jobs; may be called again."""
    logs.configure()
    registry.declare(declared_domains())
    events.wire({})
    limits.provide(ingest_limits(knobs))
    jobs.declare([*lake_jobs.PERIODIC, *_pulls()])


def ingest_limits(knobs: env.Knobs) -> limits.Limits:
    """What an operator may change about the limits of ingest."""
    return limits.Limits(
        file_bytes=knobs.max_file_mb * limits.MIB,
        allow_private=knobs.private_addresses,
    )


def _pulls() -> list[jobs.Periodic]:
    """The schedule of the feeds, when a domain declares one."""
    if not any(source.pull for domain, source in registry.sources()):
        return []
    title = _("Datenquellen abrufen")
    return [jobs.Periodic(name="ingest.pull", title=title, every_s=PULL_EVERY_S, function=_fetch)]


def _fetch(now: datetime) -> str | None:
    """Fetch what is due; silent when nothing was."""
    outcomes = pulling.fetch_due(now)
    if not outcomes:
        return None
    failures = sum(bool(outcome.failure) for outcome in outcomes)
    stored = sum(outcome.stored.stored for outcome in outcomes)
    return f"{len(outcomes)} Quellen abgerufen, {failures} gestört, {number(stored)} Messwerte gespeichert"
