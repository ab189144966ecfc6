# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/themen/besucherzaehlung/``."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "people_counting"
urlpatterns = [
    path("", views.subject, name="subject"),
    path("tag/", views.one_day, name="day"),
]
