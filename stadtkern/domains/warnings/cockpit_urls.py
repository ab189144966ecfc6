# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/cockpit/warnungen/``."""

from __future__ import annotations

from django.urls import path

from . import cockpit

app_name = "warnings_cockpit"
urlpatterns = [
    path("", cockpit.overview, name="overview"),
    path("gebiet/", cockpit.area, name="area"),
    path("quellen/neu/", cockpit.feed_new, name="feed-new"),
    path("quellen/<int:pk>/", cockpit.feed_edit, name="feed"),
    path("quellen/<int:pk>/abrufen/", cockpit.feed_fetch, name="feed-fetch"),
]
