# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""All addresses of the city, put together from the floors below."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from stadtkern.settings.declared import declared_domains, domains_with

_SLUGS = {domain.name: domain.slug for domain in declared_domains()}
_PAGES = (
    "stadtkern.flow.outlets.portal",
    "stadtkern.flow.outlets.cockpit",
    "stadtkern.flow.ingest",
    "stadtkern.commons.feedback",
    "stadtkern.commons.profile",
)

handler500 = "stadtkern.web.views.server_error"


def _addresses(packages: tuple[str, ...]) -> list[URLPattern | URLResolver]:
    found = [f"{name}.urls" for name in packages if find_spec(name) and find_spec(f"{name}.urls")]
    return [path("", include(name)) for name in found]


urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(
        *(
            path(f"themen/{_SLUGS[name]}/", include(f"stadtkern.domains.{name}.urls"))
            for name in domains_with("urls")
        ),
        *_addresses(_PAGES),
        prefix_default_language=False,
    ),
]
