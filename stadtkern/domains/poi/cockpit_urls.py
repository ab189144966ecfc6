# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/cockpit/orte/``."""

from __future__ import annotations

from django.urls import path

from . import cockpit

app_name = "poi_cockpit"
urlpatterns = [
    path("", cockpit.overview, name="overview"),
    path("neu/", cockpit.new, name="new"),
    path("schilder.pdf", cockpit.printed, name="print"),
    path("<slug:code>/", cockpit.edit, name="sign"),
    path("<slug:code>/abbauen/", cockpit.retire, name="retire"),
    path("<slug:code>/bilder/", cockpit.add_picture, name="add-picture"),
    path("<slug:code>/bilder/<int:pk>/entfernen/", cockpit.remove_picture, name="remove-picture"),
]
