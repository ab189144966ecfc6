# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""When several processes are allowed: register and lake catalogue must both lie in PostgreSQL."""

from __future__ import annotations

from stadtkern.kernel.errors import WrongSetting

from .env import Knobs


def require(knobs: Knobs, command: str) -> None:
    """Refuse a second process over the embedded stores.

    Raises:
        WrongSetting: register or lake catalogue are files, which one process only can hold.
    """
    missing = [
        name
        for name, value in (
            ("STADTKERN_DATABASE", knobs.database),
            ("STADTKERN_LAKE_CATALOGUE", knobs.lake_catalogue),
        )
        if not value
    ]
    if missing:
        raise WrongSetting(
            f"'stadtkern {command}' ist für mehrere Prozesse gedacht und braucht PostgreSQL: "
            f"bitte {' und '.join(missing)} setzen. Für einen Rechner allein genügt 'stadtkern up'."
        )


def require_log(knobs: Knobs, command: str) -> None:
    """Refuse a process that has nothing to do without the shared ingest log.

    Raises:
        WrongSetting: no log is named.
    """
    if not knobs.nats:
        raise WrongSetting(
            f"'stadtkern {command}' liest das gemeinsame Eingangsprotokoll: bitte STADTKERN_NATS setzen, zum "
            "Beispiel nats://rechner:4222. Ohne Eingangsprotokoll schreibt jeder Prozess selbst."
        )
