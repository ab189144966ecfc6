# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit addresses of the assistant."""

from django.urls import path

from . import community_views, views

app_name = "feeds"
urlpatterns = [
    path("cockpit/abrufe/neu/", views.choose, name="choose"),
    path("cockpit/abrufe/neu/<slug:ready>/", views.new, name="new"),
    path("cockpit/abrufe/<slug:key>/adresse/", views.address, name="address"),
    path("cockpit/abrufe/<slug:key>/beispiel/", views.sample, name="sample"),
    path("cockpit/abrufe/<slug:key>/felder/", views.fields, name="fields"),
    path("cockpit/abrufe/<slug:key>/messreihen/", views.streams, name="streams"),
    path("cockpit/abrufe/<slug:key>/probe/", views.dry_run, name="trial"),
    path("cockpit/buergersensoren/neu/", community_views.new, name="community_new"),
    path(
        "cockpit/buergersensoren/<slug:key>/<int:sensor_id>/", community_views.sensor, name="community_sensor"
    ),
    path("cockpit/abrufe/<slug:key>/aktivieren/", views.activate, name="activate"),
]
