# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit addresses of ingest; ``/api/ingest/`` is answered before Django (``push_wsgi``)."""

from django.urls import path

from . import views
from .checking import views as checking
from .machines import views as machines
from .maintenance import views as maintenance

app_name = "ingest"
urlpatterns = [
    path("cockpit/abgewiesen/", views.rejected, name="rejected"),
    path("cockpit/abgewiesen/<int:record_id>/", views.record, name="record"),
    path("cockpit/abgewiesen/einlesen/", views.replay, name="replay"),
    path("cockpit/abgewiesen/verwerfen/", views.dismiss, name="dismiss"),
    path("cockpit/wartung/", maintenance.maintenance, name="maintenance"),
    path("cockpit/wartung/liste.csv", maintenance.maintenance_csv, name="maintenance_csv"),
    path("cockpit/wartung/vermerken/", maintenance.note, name="maintenance_note"),
    path("cockpit/schluessel/", machines.keys, name="keys"),
    path("cockpit/schluessel/neu/", machines.new, name="key_new"),
    path("cockpit/schluessel/<int:key_id>/", machines.key_page, name="key"),
    path("cockpit/schluessel/<int:key_id>/wechseln/", machines.rotate, name="key_rotate"),
    path("cockpit/schluessel/<int:key_id>/alten-beenden/", machines.end_former, name="key_end_former"),
    path("cockpit/schluessel/<int:key_id>/sperren/", machines.revoke, name="key_revoke"),
    path("cockpit/datenstrom/<int:datastream_id>/", checking.stream, name="stream"),
    path("cockpit/datenstrom/<int:datastream_id>/kalibrieren/", checking.calibrate, name="calibrate"),
    path(
        "cockpit/datenstrom/<int:datastream_id>/kalibrierung/<int:calibration_id>/beenden/",
        checking.end_calibration,
        name="calibration_end",
    ),
]
