# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Setpoints as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SetpointsConfig(AppConfig):
    """What is wanted of things, and the tasks that say so."""

    name = "stadtkern.commons.setpoints"
    label = "setpoints"
    verbose_name = "Sollwerte"
