# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/cockpit/besucherzaehlung/``."""

from __future__ import annotations

from django.urls import path

from . import cockpit

app_name = "people_counting_cockpit"
urlpatterns = [
    path("", cockpit.events_page, name="events"),
    path("neu/", cockpit.edit, name="new"),
    path("<int:pk>/", cockpit.edit, name="event"),
    path("<int:pk>/entfernen/", cockpit.remove, name="remove"),
]
