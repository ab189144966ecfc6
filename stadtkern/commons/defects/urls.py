# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of defects, under the cockpit pages of a subject."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "defects"
urlpatterns = [
    path("cockpit/<slug:slug>/stoerungen/", views.defects, name="defects"),
    path("cockpit/<slug:slug>/stoerungen/<int:defect_id>/", views.settle, name="settle"),
]
