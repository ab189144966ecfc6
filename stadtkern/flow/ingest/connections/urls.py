# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit addresses of connections; the wires add theirs under the same path."""

from django.urls import path

from . import views

app_name = "connections"
urlpatterns = [
    path("cockpit/anbindungen/", views.connections, name="connections"),
    path("cockpit/anbindungen/<slug:key>/", views.connection_page, name="connection"),
    path("cockpit/anbindungen/<slug:key>/angaben/", views.facts, name="facts"),
    path("cockpit/anbindungen/<slug:key>/starten/", views.activate, name="activate"),
    path("cockpit/anbindungen/<slug:key>/anhalten/", views.pause, name="pause"),
    path("cockpit/anbindungen/<slug:key>/entfernen/", views.remove, name="remove"),
]
