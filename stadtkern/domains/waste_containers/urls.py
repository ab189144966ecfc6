# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/themen/abfallbehaelter/``."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "waste_containers"
urlpatterns = [
    path("", views.subject, name="subject"),
    path("morgen/", views.tomorrow, name="tomorrow"),
]
