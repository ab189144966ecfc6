# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the legal pages; include with namespace ``profile`` inside ``i18n_patterns``."""

from django.urls import path

from . import views

app_name = "profile"
urlpatterns = [
    path("ueber/", views.about, name="about"),
    path("impressum/", views.imprint, name="imprint"),
    path("datenschutz/", views.privacy, name="privacy"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("cockpit/stadt/", views.edit, name="edit"),
]
