# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern ingest``: the interfaces for devices and feeds; run as many as needed over PostgreSQL."""

from __future__ import annotations

from typing import Annotated

import typer

from stadtkern.settings import env, serving, shared


def run(
    port: Annotated[int | None, typer.Option(help="Port, statt STADTKERN_PORT.", min=1, max=65535)] = None,
) -> None:
    """Nur die Annahme starten: Push, Webhooks, SensorThings, MQTT, Abrufe; keine Seiten."""
    if port:
        env.choose_port(port)
    knobs = env.knobs()
    shared.require(knobs, "ingest")
    serving.serve(knobs, whole_city=False, demo=False, pages=False)
