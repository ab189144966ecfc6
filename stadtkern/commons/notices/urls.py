# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of notices in the cockpit and of their CAP messages."""

from django.urls import path

from . import outlet, views

app_name = "notices"
urlpatterns = [
    path("api/cap/", outlet.index, name="cap"),
    path("api/cap/<str:identifier>.xml", outlet.message, name="cap-message"),
    path("cockpit/warnungen/hinweise/neu/", views.new, name="new"),
    path("cockpit/warnungen/hinweise/<slug:code>/", views.edit, name="edit"),
    path("cockpit/warnungen/hinweise/<slug:code>/aufheben/", views.cancel, name="cancel"),
]
