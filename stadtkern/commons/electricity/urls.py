# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Address of price and emission factor, under the cockpit pages of a subject."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "electricity"
urlpatterns = [path("cockpit/<slug:slug>/strompreis/", views.terms, name="terms")]
