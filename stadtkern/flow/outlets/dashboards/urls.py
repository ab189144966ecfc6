# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the dashboards that everybody reads; include inside ``i18n_patterns``."""

from django.urls import path, register_converter

from .definitions import PAGE_ADDRESS
from .views import pages


class PageKey:
    """The key of a page, which is none of the words that addresses below a dashboard use."""

    regex = PAGE_ADDRESS

    def to_python(self, value: str) -> str:
        """As it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands in the definition."""
        return value


register_converter(PageKey, "dashboardpage")

app_name = "dashboards"
urlpatterns = [
    path("dashboards/", pages.overview, name="overview"),
    path("dashboards/bild/<slug:key>.webp", pages.picture, name="picture"),
    path("dashboards/<slug:key>/", pages.dashboard, name="dashboard"),
    path("dashboards/<slug:key>/kachel/<slug:tile_key>/", pages.tile, name="tile"),
    path("dashboards/<slug:key>/<dashboardpage:page_key>/", pages.dashboard, name="page"),
]
