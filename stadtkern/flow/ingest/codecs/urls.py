# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit addresses of device types and their codecs."""

from django.urls import path

from . import version_views, views

app_name = "codecs"
urlpatterns = [
    path("cockpit/geraetetypen/", views.types, name="types"),
    path("cockpit/geraetetypen/neu/", views.new, name="new"),
    path("cockpit/geraetetypen/uebernehmen/", views.adopt, name="adopt"),
    path("cockpit/geraetetypen/<slug:key>/", views.device_type, name="type"),
    path("cockpit/geraetetypen/<slug:key>/angaben/", views.change, name="change"),
    path("cockpit/geraetetypen/<slug:key>/fassungen/neu/", version_views.new, name="version_new"),
    path("cockpit/geraetetypen/<slug:key>/fassungen/<int:number>/", version_views.version, name="version"),
    path(
        "cockpit/geraetetypen/<slug:key>/fassungen/<int:number>/zuordnung/",
        version_views.fields,
        name="fields",
    ),
    path(
        "cockpit/geraetetypen/<slug:key>/fassungen/<int:number>/verwenden/",
        version_views.activate,
        name="activate",
    ),
    path(
        "cockpit/geraetetypen/<slug:key>/fassungen/<int:number>/fortsetzen/",
        version_views.resume,
        name="resume",
    ),
]
