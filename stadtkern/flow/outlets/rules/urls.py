# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit addresses of rules and alarms; include with namespace ``rules`` inside ``i18n_patterns``."""

from django.urls import path

from .views import alarms, builder, devices, rules, trial

app_name = "rules"
urlpatterns = [
    path("cockpit/regeln/", rules.rules, name="rules"),
    path("cockpit/regeln/neu/", builder.new, name="new"),
    path("cockpit/regeln/geraete/", devices.devices, name="devices"),
    path("cockpit/regeln/geraete/einrichten/", devices.subscribe, name="subscribe"),
    path("cockpit/regeln/geraete/<int:pk>/entfernen/", devices.unsubscribe, name="unsubscribe"),
    path("cockpit/regeln/meldungen.js", devices.worker, name="worker"),
    path("cockpit/regeln/<int:pk>/", rules.rule, name="rule"),
    path("cockpit/regeln/<int:pk>/stand/", rules.stage, name="stage"),
    path("cockpit/regeln/<int:pk>/stumm/", rules.mute, name="mute"),
    path("cockpit/regeln/<int:pk>/vorgabe/", rules.reset, name="reset"),
    path("cockpit/regeln/<int:pk>/loeschen/", rules.delete, name="delete"),
    path("cockpit/regeln/<int:pk>/allgemein/", builder.general, name="general"),
    path("cockpit/regeln/<int:pk>/aktionen/", builder.actions, name="actions"),
    path("cockpit/regeln/<int:pk>/bedingung/neu/<slug:kind>/", builder.add, name="condition_new"),
    path("cockpit/regeln/<int:pk>/bedingung/<int:number>/", builder.condition, name="condition"),
    path(
        "cockpit/regeln/<int:pk>/bedingung/<int:number>/entfernen/",
        builder.remove,
        name="condition_remove",
    ),
    path("cockpit/regeln/<int:pk>/erproben/", trial.trial, name="trial"),
    path("cockpit/regeln/<int:pk>/erproben/reihe.json", trial.series, name="trial_series"),
    path("cockpit/alarme/", alarms.alarms, name="alarms"),
    path("cockpit/alarme/<int:pk>/", alarms.alarm, name="alarm"),
    path("cockpit/alarme/<int:pk>/quittieren/", alarms.acknowledge, name="acknowledge"),
]
