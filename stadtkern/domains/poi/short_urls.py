# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The addresses on signs, under ``/o/``: they stay for good."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "poi_short"
urlpatterns = [path("<slug:code>/", views.short, name="short"), path("<slug:code>", views.short)]
