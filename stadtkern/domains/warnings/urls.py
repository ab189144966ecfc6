# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/themen/warnungen/``."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "warnings"
urlpatterns = [
    path("", views.subject, name="subject"),
    path("archiv/", views.archive, name="archive"),
    path("gebiete.geojson", views.areas, name="areas"),
    path("karte.json", views.plan, name="plan"),
    path("amtlich/<int:pk>/", views.official_page, name="official"),
    path("stadt/<slug:code>/", views.notice_page, name="notice"),
]
