# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses under ``/themen/wlan/``."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "public_wifi"
urlpatterns = [path("", views.subject, name="subject")]
