# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern up``: everything in one process with threads, over one data folder."""

from __future__ import annotations

from typing import Annotated

import typer

from stadtkern.settings import env, serving


def run(
    *,
    demo: Annotated[
        bool, typer.Option("--demo/--no-demo", help="Eine leere Stadt mit der Demo-Region füllen.")
    ] = True,
    port: Annotated[int | None, typer.Option(help="Port, statt STADTKERN_PORT.", min=1, max=65535)] = None,
) -> None:
    """Die ganze Stadt starten; beim ersten Mal werden Datenordner, Datenbank und Verwaltungslink angelegt."""
    if port:
        env.choose_port(port)
    serving.serve(env.knobs(), whole_city=True, demo=demo)
