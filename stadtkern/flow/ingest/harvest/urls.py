# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit addresses of harvesting."""

from django.urls import path

from . import views

app_name = "harvest"
urlpatterns = [
    path("cockpit/uebernahmen/", views.sources, name="sources"),
    path("cockpit/uebernahmen/neu/", views.new, name="new"),
    path("cockpit/uebernahmen/links/", views.dead_links, name="links"),
    path("cockpit/uebernahmen/katalog/<slug:key>/", views.source, name="source"),
    path("cockpit/uebernahmen/katalog/<slug:key>/aendern/", views.change, name="change"),
    path("cockpit/uebernahmen/katalog/<slug:key>/jetzt/", views.run_soon, name="run_soon"),
    path("cockpit/uebernahmen/katalog/<slug:key>/anhalten/", views.pause, name="pause"),
    path("cockpit/uebernahmen/katalog/<slug:key>/entfernen/", views.remove, name="remove"),
    path("cockpit/uebernahmen/katalog/<slug:key>/lauf/<int:number>/", views.report, name="report"),
]
