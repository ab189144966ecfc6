# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How every process of the city begins: knobs, data folder, Django, wiring."""

from __future__ import annotations

import logging
from importlib import import_module

import django as django_package

from . import env, folder


def django(*, quiet: bool = False) -> env.Knobs:
    """Load Django with the city's settings and wire the house; ``quiet`` logs warnings only.

    Raises:
        WrongSetting: a knob has a value that cannot be used, or the data folder cannot be written.
    """
    knobs = env.knobs()
    folder.make(knobs.data)
    env.use_city_settings()
    django_package.setup()
    wiring = import_module("stadtkern.settings.wiring")
    wiring.wire(knobs)
    wiring.look_into_register()
    if quiet:
        logging.getLogger("stadtkern").setLevel(logging.WARNING)
    return knobs
