# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of privacy for everybody; include with namespace ``privacy`` inside ``i18n_patterns``."""

from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("datenschutz/verzeichnis/", views.record, name="record"),
    path("konto/meine-daten/", views.own, name="own"),
    path("konto/meine-daten/herunterladen/", views.download, name="download"),
    path("konto/meine-daten/loeschen/", views.ask, name="ask"),
    path("konto/meine-daten/loeschen/zurueckziehen/", views.take_back, name="take_back"),
    path("konto/meine-daten/einwilligungen/<slug:key>/widerrufen/", views.withdraw, name="withdraw"),
]
