# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of profiles, under the cockpit pages of a subject."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "schedules"
_PROFILE = "cockpit/<slug:slug>/profile/<int:profile_id>/"
urlpatterns = [
    path("cockpit/<slug:slug>/profile/", views.profiles, name="profiles"),
    path(_PROFILE, views.profile, name="profile"),
    path(f"{_PROFILE}loeschen/", views.delete, name="profile_delete"),
    path(f"{_PROFILE}plan/neu/", views.plan, name="plan_new"),
    path(f"{_PROFILE}plan/<int:plan_id>/", views.plan, name="plan"),
    path(f"{_PROFILE}plan/<int:plan_id>/loeschen/", views.delete, name="plan_delete"),
]
