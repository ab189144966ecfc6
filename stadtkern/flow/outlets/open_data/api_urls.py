# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the interface for tables; include outside ``i18n_patterns``."""

from django.urls import path

from .views import api

app_name = "tables"
urlpatterns = [
    path("api/tables/v1/", api.tables, name="tables"),
    path("api/tables/v1/sql", api.sql, name="sql"),
    path("api/tables/v1/<str:key>", api.rows, name="rows"),
    path("api/tables/v1/<str:key>/columns", api.columns, name="columns"),
]
