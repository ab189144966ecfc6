# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses that identity providers know: one per provider, in no language."""

from __future__ import annotations

from django.urls import path

from .oidc import views

urlpatterns = [
    path("konto/extern/<slug:provider_id>/rueckkehr/", views.callback, name="oidc_callback"),
    path("konto/extern/<slug:provider_id>/abgemeldet/", views.signed_out, name="oidc_signed_out"),
]
