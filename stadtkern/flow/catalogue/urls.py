# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the catalogue's own pages; include before the pages of datasets, inside ``i18n_patterns``."""

from django.urls import path

from .views import agents, datasets, files, steps, wishes

_ONE = "cockpit/datenkatalog/datensatz/<str:key>/"

app_name = "catalogue"
urlpatterns = [
    path("daten/anfragen/", wishes.ask, name="ask"),
    path("daten/anfragen/<str:token>/", wishes.wish, name="wish"),
    path("daten/<str:key>/dateien/<str:name>", files.file, name="file"),
    path("cockpit/datenkatalog/", datasets.datasets, name="datasets"),
    path("cockpit/datenkatalog/neu/", datasets.new, name="new"),
    path("cockpit/datenkatalog/regel/", steps.rule, name="rule"),
    path("cockpit/datenkatalog/herausgeber/", agents.publishers, name="publishers"),
    path("cockpit/datenkatalog/herausgeber/<int:number>/", agents.publishers, name="publisher"),
    path("cockpit/datenkatalog/reihen/", agents.series, name="series"),
    path("cockpit/datenkatalog/reihen/<int:number>/", agents.series, name="one_series"),
    path("cockpit/datenkatalog/anfragen/", wishes.inbox, name="wishes"),
    path("cockpit/datenkatalog/anfragen/<int:number>/", wishes.reply, name="reply"),
    path(_ONE, datasets.dataset, name="dataset"),
    path(f"{_ONE}beginnen/", datasets.begin, name="begin"),
    path(f"{_ONE}angaben/", datasets.facts, name="facts"),
    path(f"{_ONE}vorlegen/", steps.submit, name="submit"),
    path(f"{_ONE}zurueckgeben/", steps.give_back, name="give_back"),
    path(f"{_ONE}freigeben/", steps.publish, name="publish"),
    path(f"{_ONE}ankuendigen/", steps.deprecate, name="deprecate"),
    path(f"{_ONE}behalten/", steps.keep, name="keep"),
    path(f"{_ONE}zurueckziehen/", steps.withdraw, name="withdraw"),
    path(f"{_ONE}wieder-oeffnen/", steps.reopen, name="reopen"),
    path(f"{_ONE}verwerfen/", steps.discard, name="discard"),
    path(f"{_ONE}datei/", steps.add_file, name="add_file"),
    path(f"{_ONE}link/", steps.add_link, name="add_link"),
    path(f"{_ONE}bezugsweg/<str:way>/entfernen/", steps.remove_way, name="remove_way"),
    path(f"{_ONE}fund/<int:finding>/", steps.answer, name="answer"),
]
