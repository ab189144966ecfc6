# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the pages about the interface; the interface itself lies in front of Django."""

from django.urls import path

from .pages import conformance_page, guide

app_name = "sensorthings"
urlpatterns = [
    path("schnittstellen/sensorthings/", guide.guide, name="guide"),
    path("schnittstellen/sensorthings/konformitaet/", conformance_page.conformance_page, name="conformance"),
]
