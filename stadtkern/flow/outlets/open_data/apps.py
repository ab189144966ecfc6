# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The open data pages as a Django app."""

from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    """Pages and interfaces for readers of open data; keeps nothing of its own."""

    name = "stadtkern.flow.outlets.open_data"
    label = "open_data"
