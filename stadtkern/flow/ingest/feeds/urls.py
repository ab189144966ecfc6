# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit addresses of the assistant."""

from django.urls import path

from . import community_views, views

app_name = "feeds"
urlpatterns = [
    path("cockpit/anbindungen/abrufe/neu/", views.choose, name="choose"),
    path("cockpit/anbindungen/abrufe/neu/<slug:ready>/", views.new, name="new"),
    path("cockpit/anbindungen/abrufe/<slug:key>/adresse/", views.address, name="address"),
    path("cockpit/anbindungen/abrufe/<slug:key>/beispiel/", views.sample, name="sample"),
    path("cockpit/anbindungen/abrufe/<slug:key>/felder/", views.fields, name="fields"),
    path("cockpit/anbindungen/abrufe/<slug:key>/messreihen/", views.streams, name="streams"),
    path("cockpit/anbindungen/abrufe/<slug:key>/probe/", views.dry_run, name="trial"),
    path("cockpit/anbindungen/buergersensoren/neu/", community_views.new, name="community_new"),
    path(
        "cockpit/anbindungen/buergersensoren/<slug:key>/<int:sensor_id>/",
        community_views.sensor,
        name="community_sensor",
    ),
    path("cockpit/anbindungen/abrufe/<slug:key>/aktivieren/", views.activate, name="activate"),
]
