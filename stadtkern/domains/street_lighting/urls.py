# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/themen/strassenbeleuchtung/``."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "street_lighting"
urlpatterns = [
    path("", views.subject, name="subject"),
    path("heute-nacht.json", views.tonight_chart, name="tonight_chart"),
    path("melden/", views.report, name="report"),
]
