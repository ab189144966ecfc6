# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Address of the guide; those of the interface are in ``http.urls``."""

from django.urls import path

from .guide import guide

app_name = "dcat"
urlpatterns = [path("schnittstellen/offene-daten/", guide, name="guide")]
