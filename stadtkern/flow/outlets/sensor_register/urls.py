# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the sensor register; include inside ``i18n_patterns``, after those of the portal."""

from django.urls import path

from . import views

app_name = "sensor_register"
urlpatterns = [
    path("sensoren/", views.sensors, name="sensors"),
    path("sensoren/register.json", views.as_json, name="json"),
    path("sensoren/register.csv", views.as_csv, name="csv"),
    path("sensoren/blaetter/", views.sheets, name="sheets"),
    path("sensoren/<code:code>/blatt/", views.sheet, name="sheet"),
    path("sensoren/<code:code>/qr.svg", views.code_picture, name="qr"),
    path("sensoren/<code:code>/", views.sensor, name="sensor"),
]
