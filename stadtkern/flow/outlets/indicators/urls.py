# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of indicators: ``/kennzahlen/`` for everybody, ``/cockpit/kennzahlen/`` for staff."""

from __future__ import annotations

from django.urls import path

from .views import cockpit, public

app_name = "indicators"
urlpatterns = [
    path("kennzahlen/", public.indicators, name="indicators"),
    path("kennzahlen/<slug:key>/", public.indicator, name="indicator"),
    path("kennzahlen/<slug:key>/wert/", public.value, name="value"),
    path("cockpit/kennzahlen/", cockpit.indicators, name="list"),
    path("cockpit/kennzahlen/neu/", cockpit.new, name="new"),
    path("cockpit/kennzahlen/pruefen/", cockpit.check, name="check"),
    path("cockpit/kennzahlen/<slug:key>/", cockpit.edit, name="edit"),
    path("cockpit/kennzahlen/<slug:key>/sichtbarkeit/", cockpit.show, name="show"),
    path("cockpit/kennzahlen/<slug:key>/entfernen/", cockpit.remove, name="remove"),
    path("cockpit/kennzahlen/<slug:key>/fassung/<int:number>/", cockpit.restore, name="restore"),
]
