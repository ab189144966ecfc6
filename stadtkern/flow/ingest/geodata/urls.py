# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit addresses of geodata."""

from django.urls import path

from . import service_views, views

app_name = "geodata"
urlpatterns = [
    path("cockpit/geodaten/", views.overview, name="overview"),
    path("cockpit/geodaten/neu/", views.new, name="new"),
    path("cockpit/geodaten/dienst/", service_views.service, name="service"),
    path("cockpit/geodaten/pruefung/<uuid:upload_id>/", views.review, name="review"),
    path("cockpit/geodaten/pruefung/<uuid:upload_id>/vorschau/", views.preview, name="preview"),
    path("cockpit/geodaten/pruefung/<uuid:upload_id>/verwerfen/", views.discard, name="discard"),
    path("cockpit/geodaten/lauf/<int:run_id>/", views.run, name="run"),
    path("cockpit/geodaten/<slug:key>/", views.collection, name="collection"),
    path("cockpit/geodaten/<slug:key>/abruf/", service_views.schedule, name="schedule"),
    path("cockpit/geodaten/<slug:key>/jetzt/", service_views.refresh, name="refresh"),
]
