# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the process of a running city does around serving: tables, lake, first steps, jobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from importlib.metadata import version

import structlog
from django.conf import settings
from rich.console import Console

from stadtkern.flow.ingest import counters
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.dashboards import declared as dashboards
from stadtkern.kernel import people
from stadtkern.kernel.jobs import JobRunner

from . import feeds, first, ingest_log, lakes, lorawan, mqtt, register, rules, tracing, wiring
from .env import Knobs
from .keeping import upgrade
from .telling import relay

log = structlog.get_logger(__name__)

WAIT_FOR_LAKE_S = 15
"""How long a start waits for the former process to put the lake away."""


@contextmanager
def city(*, whole_city: bool, demo: bool, pages: bool = True) -> Iterator[None]:
    """Prepare the city, let it run, then stop the jobs and close the lake.

    Ready dashboards are there from the first start: the search finds them before anybody has looked at one.
    A process without pages also fetches feeds; the whole city does that with its jobs.

    Raises:
        WrongSetting: the database cannot be reached or is of another version.
        LakeUnavailable: the lake cannot be opened.
    """
    knobs: Knobs = settings.KNOBS
    say = Console(highlight=False, soft_wrap=True)
    _prepare(knobs, say, whole_city=whole_city, demo=demo, pages=pages)
    lakes.open_lake(knobs, wait_s=WAIT_FOR_LAKE_S)
    counters.start()
    try:
        runner = JobRunner(threads=2, alone=not knobs.lake_catalogue) if whole_city else None
        if runner:
            runner.start()
        try:
            with (
                tracing.running(knobs),
                relay.running(knobs.database, wiring.TOLD_EVERYWHERE),
                mqtt.running(knobs) as offered,
                rules.running(knobs) if pages else nullcontext(),
                lorawan.running(knobs),
                ingest_log.writing(knobs) if whole_city else nullcontext(),
                feeds.running() if not pages else nullcontext(),
            ):
                _greet(say, knobs, mqtt_offer=offered, first_start=whole_city)
                yield
        finally:
            if runner and not runner.stop():
                log.warning("job_interrupted", note="runs again at the next start")
    finally:
        counters.stop()
        current.close()


def _prepare(knobs: Knobs, say: Console, *, whole_city: bool, demo: bool, pages: bool) -> None:
    """Tables, demo region and ready dashboards, before the lake is opened."""
    if whole_city:
        upgrade.bring_up(knobs, now=datetime.now(UTC))
    else:
        upgrade.require_fit(knobs)
        register.require_migrated()
    if whole_city and demo:
        first.load_demo_if_empty(say, knobs)
    elif whole_city:
        first.forget_demo(knobs)
    if whole_city or pages:
        dashboards.keep_up(datetime.now(UTC))


def _greet(say: Console, knobs: Knobs, *, mqtt_offer: str, first_start: bool) -> None:
    """Say where the city is; of several processes none makes links, since a new one ends those before."""
    release = version("stadtkern")
    say.print(f"Stadtkern {release} · {knobs.city}", style="bold", markup=False)
    say.print(f"  Seiten:       {knobs.address}/", markup=False)
    link = people.first_start_link(datetime.now(UTC)) if first_start else None
    if link:
        say.print(f"  Verwaltung:   {knobs.address}{link}", markup=False)
        say.print("                Der Link legt das erste Konto an: 24 Stunden gültig, einmal verwendbar.")
    else:
        say.print(f"  Verwaltung:   {knobs.address}/cockpit/", markup=False)
    say.print(f"  MQTT:         {mqtt_offer}", markup=False)
    say.print(f"  Datenordner:  {knobs.data}", markup=False)
    say.print("  Beenden:      Strg+C")
