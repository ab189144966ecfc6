# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the pages for people; programs are answered in front of Django. For ``i18n_patterns``."""

from django.urls import path

from .html import edge, guide

app_name = "ogc"
urlpatterns = [
    path("schnittstellen/ogc/", guide.guide, name="guide"),
    path("api/ogc/", edge.answer, name="root"),
    path("api/ogc/<path:rest>", edge.answer, name="any"),
]
