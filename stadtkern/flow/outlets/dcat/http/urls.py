# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the catalogue for machines; include them outside ``i18n_patterns``."""

from __future__ import annotations

from django.urls import path, re_path
from django.views.generic import RedirectView

from . import views

_ENDING = r"\.(?P<ending>rdf|ttl|jsonld)"
_KEY = r"(?P<key>[^/]{1,200}?)"
app_name = "dcat_api"
urlpatterns = [
    path("api/dcat", RedirectView.as_view(url="/api/dcat/catalog")),
    path("api/dcat/", RedirectView.as_view(url="/api/dcat/catalog")),
    re_path(rf"^api/dcat/catalog(?:{_ENDING})?$", views.catalogue, name="catalogue"),
    re_path(rf"^api/dcat/dataset/{_KEY}(?:{_ENDING})?$", views.dataset, name="dataset"),
    re_path(rf"^api/dcat/service/{_KEY}(?:{_ENDING})?$", views.data_service, name="service"),
    re_path(rf"^api/dcat/series/{_KEY}(?:{_ENDING})?$", views.series, name="series"),
]
