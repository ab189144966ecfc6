# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/themen/orte/``."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "poi"
urlpatterns = [
    path("", views.subject, name="subject"),
    path("ort/<slug:code>/", views.place, name="place"),
    path("ort/<slug:code>/qr.svg", views.code_picture, name="qr"),
    path("ort/<slug:code>/bild/<int:pk>.webp", views.picture, name="picture"),
]
