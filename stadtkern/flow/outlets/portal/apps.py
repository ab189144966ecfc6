# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the portal: templates only, no tables."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The portal."""

    name = "stadtkern.flow.outlets.portal"
    label = "portal"
