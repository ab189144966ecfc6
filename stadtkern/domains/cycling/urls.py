# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/themen/radverkehr/``."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "cycling"
urlpatterns = [
    path("", views.subject, name="subject"),
    path("vergleich/", views.comparison, name="comparison"),
]
