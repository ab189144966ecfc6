# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes the templates of the pages known to Django."""

from django.apps import AppConfig


class OgcConfig(AppConfig):
    """Pages for people at the addresses of the OGC API, and its guide."""

    name = "stadtkern.flow.outlets.ogc"
    label = "ogc"
