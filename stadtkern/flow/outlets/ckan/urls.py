# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the Action API; include them outside ``i18n_patterns``."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "ckan"
urlpatterns = [
    path("api/3", views.version),
    path("api/3/", views.version),
    path("api/3/action/<str:name>", views.action, name="action"),
    path("api/action/<str:name>", views.action),
    path("dataset/<str:name>", views.dataset_page, name="package"),
]
