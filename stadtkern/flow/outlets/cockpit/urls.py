# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the cockpit; include with namespace ``cockpit`` inside ``i18n_patterns``."""

from django.urls import path
from django.views.generic import RedirectView

from .views import (
    audit,
    backups,
    jobs,
    lake,
    overview,
    people,
    roles,
    safety,
    search,
    sights,
    sources,
    things,
    trash,
)

app_name = "cockpit"
urlpatterns = [
    path("cockpit/", overview.overview, name="overview"),
    path("cockpit/anmelden/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cockpit/passwort/", RedirectView.as_view(pattern_name="account_change_password")),
    path("cockpit/erststart/<str:token>/", RedirectView.as_view(pattern_name="account_link")),
    path("cockpit/quellen/", sources.sources, name="sources"),
    path("cockpit/quellen/<slug:key>/abrufen/", sources.fetch, name="source_fetch"),
    path("cockpit/quellen/<slug:key>/anhalten/", sources.pause, name="source_pause"),
    path("cockpit/aufgaben/", jobs.jobs, name="jobs"),
    path("cockpit/aufgaben/<uuid:job_id>/wiederholen/", jobs.retry, name="job_retry"),
    path("cockpit/aufgaben/<str:name>/anhalten/", jobs.pause, name="job_pause"),
    path("cockpit/datensee/", lake.lake_page, name="lake"),
    path("cockpit/datensee/verdichten/", lake.compact, name="lake_compact"),
    path("cockpit/datensee/aufbewahrung/", lake.retention, name="lake_retention"),
    path("cockpit/sicherungen/", backups.backups, name="backups"),
    path("cockpit/sicherungen/jetzt/", backups.make, name="backup_make"),
    path("cockpit/sicherungen/pruefen/", backups.verify, name="backup_verify"),
    path("cockpit/objekte/", things.things, name="things"),
    path("cockpit/objekte/<int:thing_id>/", things.thing, name="thing"),
    path("cockpit/suche/", search.search, name="search"),
    path("cockpit/papierkorb/", trash.bin_page, name="trash"),
    path("cockpit/papierkorb/zurueck/", trash.restore, name="trash_restore"),
    path("cockpit/sichtbarkeit/<slug:kind>/<path:key>/", sights.sight_page, name="sight"),
    path("cockpit/personen/", people.people_page, name="people"),
    path("cockpit/personen/neu/", people.new, name="person_new"),
    path("cockpit/personen/<int:person_id>/", roles.person_page, name="person"),
    path(
        "cockpit/personen/<int:person_id>/rollen/<int:grant_id>/entziehen/",
        roles.revoke,
        name="person_revoke",
    ),
    path("cockpit/personen/<int:person_id>/einladen/", people.invite, name="person_invite"),
    path("cockpit/personen/<int:person_id>/konto/", people.activate, name="person_activate"),
    path(
        "cockpit/personen/<int:person_id>/zweiter-faktor/",
        safety.remove_factors,
        name="person_remove_factors",
    ),
    path("cockpit/personen/<int:person_id>/sitzungen/", safety.end_sessions, name="person_end_sessions"),
    path("cockpit/protokoll/", audit.audit_page, name="audit"),
    path("cockpit/protokoll/datei/", audit.export, name="audit_export"),
    path("cockpit/protokoll/pruefen/", audit.verify, name="audit_verify"),
]
