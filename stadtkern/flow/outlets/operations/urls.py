# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of operations; include with namespace ``operations`` inside ``i18n_patterns``."""

from django.urls import path

from . import views

app_name = "operations"
urlpatterns = [
    path("cockpit/betrieb/", views.overview, name="overview"),
    path("cockpit/betrieb/wartung/", views.announce, name="announce"),
    path("cockpit/betrieb/wartung/beenden/", views.end, name="end"),
    path("wartung/", views.announcement, name="announcement"),
]
