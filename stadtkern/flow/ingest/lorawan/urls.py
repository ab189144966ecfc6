# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit addresses of LoRaWAN; ``/api/lorawan/`` is answered before Django (``webhook_wsgi``)."""

from django.urls import path

from .views import applications, devices, entering

app_name = "lorawan"
urlpatterns = [
    path("cockpit/geraete/", devices.devices, name="devices"),
    path("cockpit/geraete/neu/", entering.new, name="new"),
    path("cockpit/geraete/tabelle/", entering.table, name="table"),
    path("cockpit/geraete/tabelle/uebernehmen/", entering.take_table, name="take_table"),
    path("cockpit/geraete/vorlage.csv", entering.template, name="template"),
    path("cockpit/geraete/unbekannt/", entering.unknown, name="unknown"),
    path("cockpit/geraete/<int:device_id>/", devices.device, name="device"),
    path("cockpit/geraete/<int:device_id>/angaben/", devices.change, name="change"),
    path("cockpit/geraete/<int:device_id>/downlink/", devices.send, name="send"),
    path("cockpit/geraete/<int:device_id>/erneut-lesen/", devices.replay, name="replay"),
    path("cockpit/geraete/<int:device_id>/betrieb/", devices.disable, name="disable"),
    path("cockpit/anbindungen/lorawan/neu/", applications.new, name="application_new"),
    path("cockpit/anbindungen/<slug:key>/netzserver/", applications.change, name="application"),
    path("cockpit/anbindungen/<slug:key>/schluessel/", applications.renew, name="renew"),
]
