# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of privacy in the cockpit; include with namespace ``privacy_cockpit``."""

from django.urls import path

from . import cockpit

app_name = "privacy_cockpit"
urlpatterns = [
    path("cockpit/verzeichnis/", cockpit.record, name="record"),
    path("cockpit/verzeichnis/tabelle/", cockpit.table, name="table"),
    path("cockpit/verzeichnis/antraege/<int:request_id>/loeschen/", cockpit.fulfil, name="fulfil"),
    path("cockpit/verzeichnis/antraege/<int:request_id>/ablehnen/", cockpit.decline, name="decline"),
]
