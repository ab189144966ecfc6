# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern web``: pages and ingest only; run as many as needed over PostgreSQL."""

from __future__ import annotations

from typing import Annotated

import typer

from stadtkern.settings import env, serving, shared


def run(
    port: Annotated[int | None, typer.Option(help="Port, statt STADTKERN_PORT.", min=1, max=65535)] = None,
) -> None:
    """Nur Seiten und Annahme starten; braucht PostgreSQL für Register und Datensee."""
    if port:
        env.choose_port(port)
    knobs = env.knobs()
    shared.require(knobs, "web")
    serving.serve(knobs, whole_city=False, demo=False)
