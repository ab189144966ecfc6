# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of groups, overrides and commands, under the cockpit pages of a subject."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "setpoints"
_AT = "cockpit/<slug:slug>/"
urlpatterns = [
    path(f"{_AT}gruppen/neu/", views.group, name="group_new"),
    path(f"{_AT}gruppen/<int:group_id>/", views.group, name="group"),
    path(f"{_AT}gruppen/<int:group_id>/loeschen/", views.delete_group, name="group_delete"),
    path(f"{_AT}handbetrieb/", views.overrides, name="overrides"),
    path(f"{_AT}handbetrieb/<int:override_id>/beenden/", views.end_override, name="override_end"),
    path(f"{_AT}befehle/", views.commands, name="commands"),
    path(f"{_AT}befehle/<int:setpoint_id>/wiederholen/", views.send_again, name="send_again"),
]
