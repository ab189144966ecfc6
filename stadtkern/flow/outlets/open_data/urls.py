# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the open data pages; include inside ``i18n_patterns``."""

from django.urls import path

from .views import dataset, datasets, embed, feed, files, queries

app_name = "open_data"
urlpatterns = [
    path("daten/", datasets.datasets, name="datasets"),
    path("daten/aenderungen.atom", feed.changes, name="changes"),
    path("daten/<str:key>/", dataset.dataset, name="dataset"),
    path("daten/<str:key>/spalten/", dataset.columns, name="columns"),
    path("daten/<str:key>/abfrage/", queries.query, name="query"),
    path("daten/<str:key>/einbetten/", embed.embed, name="embed"),
    path("daten/<str:key>/daten.<str:suffix>", files.download, name="download"),
]
