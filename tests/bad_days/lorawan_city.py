# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A process that connects a LoRaWAN application with devices to a city that does not run yet."""

from __future__ import annotations

import sys
from importlib import import_module

KEY = "funk"
TOKEN = "skl_a-network-server-of-the-bad-days"


def dev_eui(number: int) -> str:
    """The DevEUI of the device with this number."""
    return f"70b3d57ed00b{number:04x}"


def main(devices: int) -> None:
    """Enter everything that a technician would."""
    import_module("stadtkern.settings.start").django()
    import_module("stadtkern.settings.wiring").look_into_register()
    givens = import_module("stadtkern.flow.ingest.lorawan.tests.givens")
    onboarding = import_module("stadtkern.flow.ingest.lorawan.onboarding")
    secret = import_module("stadtkern.flow.ingest.lorawan.connecting").Secret(token=TOKEN)
    connection, of = givens.application(key=KEY, secret=secret), givens.device_type()
    facts = [onboarding.Facts(dev_eui=dev_eui(n), device_type=of) for n in range(devices)]
    onboarding.enter(givens.administrator(), connection, facts, now=givens.NOW)


if __name__ == "__main__":
    main(int(sys.argv[1]))
