# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of events: ``/ereignisse/`` for everybody, ``/cockpit/ereignisse/`` for those who note them."""

from __future__ import annotations

from django.urls import path

from .views import cockpit, public

app_name = "annotations"
urlpatterns = [
    path("ereignisse/", public.events, name="events"),
    path("ereignisse/<int:number>/", public.event, name="event"),
    path("ereignisse/<int:number>/auswertung/", public.evaluation, name="evaluation"),
    path("cockpit/ereignisse/", cockpit.events, name="list"),
    path("cockpit/ereignisse/neu/", cockpit.new, name="new"),
    path("cockpit/ereignisse/einlesen/", cockpit.table, name="table"),
    path("cockpit/ereignisse/<int:number>/", cockpit.edit, name="edit"),
    path("cockpit/ereignisse/<int:number>/sichtbarkeit/", cockpit.show, name="show"),
    path("cockpit/ereignisse/<int:number>/entfernen/", cockpit.remove, name="remove"),
]
