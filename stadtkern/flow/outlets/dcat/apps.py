# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the catalogue for machines: one page, no tables."""

from django.apps import AppConfig


class DcatConfig(AppConfig):
    """The guide to open data for programs."""

    name = "stadtkern.flow.outlets.dcat"
    label = "dcat"
