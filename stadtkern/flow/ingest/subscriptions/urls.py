# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit addresses of MQTT connections."""

from django.urls import path

from . import views

app_name = "subscriptions"
urlpatterns = [
    path("cockpit/anbindungen/mqtt/neu/", views.new, name="new"),
    path("cockpit/anbindungen/mqtt/<slug:key>/topics/", views.topics, name="topics"),
    path("cockpit/anbindungen/mqtt/<slug:key>/beispiel/", views.sample, name="sample"),
    path("cockpit/anbindungen/mqtt/<slug:key>/felder/", views.fields, name="fields"),
    path("cockpit/anbindungen/mqtt/<slug:key>/probe/", views.dry_run, name="trial"),
    path("cockpit/anbindungen/mqtt/<slug:key>/aktivieren/", views.activate, name="activate"),
]
