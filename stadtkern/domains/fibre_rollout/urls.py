# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/themen/glasfaser/``."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "fibre_rollout"
urlpatterns = [
    path("", views.subject, name="subject"),
    path("pruefen/", views.check, name="check"),
]
