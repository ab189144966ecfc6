# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""All addresses of the pages, put together from the floors below; the push interface lies in front."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from stadtkern.web import views as shell

from .declared import declared_domains, domains_with

handler500 = "stadtkern.web.views.server_error"

_subjects: list[URLPattern | URLResolver] = [
    path(f"themen/{domain.slug}/", include(f"stadtkern.domains.{domain.name}.urls"))
    for domain in declared_domains()
    if domain.name in domains_with("urls")
]

_cockpits: list[URLPattern | URLResolver] = [
    path(f"cockpit/{domain.slug}/", include(f"stadtkern.domains.{domain.name}.cockpit_urls"))
    for domain in declared_domains()
    if domain.name in domains_with("cockpit_urls")
]

_short: list[URLPattern | URLResolver] = [
    path("o/", include(f"stadtkern.domains.{name}.short_urls")) for name in domains_with("short_urls")
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("favicon.ico", shell.favicon),
    path("", include("stadtkern.flow.outlets.dcat.http.urls")),
    path("", include("stadtkern.flow.outlets.ckan.urls")),
    path("", include("stadtkern.flow.outlets.open_data.api_urls")),
    path("", include("stadtkern.flow.outlets.indicators.api_urls")),
    path("", include("stadtkern.web.accounts.provider_urls")),
    *i18n_patterns(
        path("", include("stadtkern.web.accounts.urls")),
        *_subjects,
        *_cockpits,
        *_short,
        path("", include("stadtkern.flow.catalogue.urls")),
        path("", include("stadtkern.flow.outlets.portal.urls")),
        path("", include("stadtkern.flow.outlets.cockpit.urls")),
        path("", include("stadtkern.flow.outlets.annotations.urls")),
        path("", include("stadtkern.flow.outlets.indicators.urls")),
        path("", include("stadtkern.flow.ingest.urls")),
        path("", include("stadtkern.flow.ingest.lorawan.urls")),
        path("", include("stadtkern.flow.ingest.codecs.urls")),
        path("", include("stadtkern.flow.ingest.connections.urls")),
        path("", include("stadtkern.flow.ingest.subscriptions.urls")),
        path("", include("stadtkern.flow.ingest.feeds.urls")),
        path("", include("stadtkern.flow.ingest.harvest.urls")),
        path("", include("stadtkern.flow.ingest.log.urls")),
        path("", include("stadtkern.flow.ingest.geodata.urls")),
        path("", include("stadtkern.flow.outlets.sensorthings.urls")),
        path("", include("stadtkern.flow.outlets.ogc.urls")),
        path("", include("stadtkern.flow.outlets.dcat.urls")),
        path("", include("stadtkern.flow.outlets.sensor_register.urls")),
        path("", include("stadtkern.flow.outlets.forecasts.urls")),
        path("", include("stadtkern.flow.outlets.forecasts.cockpit_urls")),
        path("", include("stadtkern.flow.outlets.operations.urls")),
        path("", include("stadtkern.flow.outlets.rules.urls")),
        path("", include("stadtkern.flow.outlets.dashboards.publishing.urls")),
        path("", include("stadtkern.flow.outlets.dashboards.building.urls")),
        path("", include("stadtkern.flow.outlets.dashboards.urls")),
        path("", include("stadtkern.commons.schedules.urls")),
        path("", include("stadtkern.commons.setpoints.urls")),
        path("", include("stadtkern.commons.defects.urls")),
        path("", include("stadtkern.commons.electricity.urls")),
        path("", include("stadtkern.commons.feedback.urls")),
        path("", include("stadtkern.commons.privacy.urls")),
        path("", include("stadtkern.commons.privacy.cockpit_urls")),
        path("", include("stadtkern.commons.profile.urls")),
        path("", include("stadtkern.commons.notices.urls")),
        path("", include("stadtkern.flow.outlets.open_data.urls")),
        prefix_default_language=False,
    ),
]
