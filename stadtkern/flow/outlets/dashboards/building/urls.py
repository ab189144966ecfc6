# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses on which dashboards are built; include with namespace ``building`` inside ``i18n_patterns``."""

from django.urls import path

from .views import beginning, overview, pictures, publishing, saving, tiles, workbench

app_name = "building"
urlpatterns = [
    path("cockpit/dashboards/", overview.dashboards, name="dashboards"),
    path("cockpit/dashboards/neu/", beginning.new, name="new"),
    path("cockpit/dashboards/daten/", tiles.found_data, name="data"),
    path("cockpit/dashboards/<slug:key>/bauen/", workbench.page, name="bench"),
    path("cockpit/dashboards/<slug:key>/schritt/", workbench.step, name="step"),
    path("cockpit/dashboards/<slug:key>/zurueck/", workbench.back, name="back"),
    path("cockpit/dashboards/<slug:key>/eigenschaften/", beginning.facts, name="facts"),
    path("cockpit/dashboards/<slug:key>/vorschau/", tiles.whole, name="whole"),
    path("cockpit/dashboards/<slug:key>/kacheln/neu/", tiles.new, name="tile_new"),
    path("cockpit/dashboards/<slug:key>/kachel/<slug:tile>/", tiles.edit, name="tile"),
    path("cockpit/dashboards/<slug:key>/kachel/<slug:tile>/vorschau/", tiles.preview, name="preview"),
    path("cockpit/dashboards/<slug:key>/kachel/<slug:tile>/bild/", pictures.upload, name="picture"),
    path("cockpit/dashboards/<slug:key>/speichern/", saving.save, name="save"),
    path("cockpit/dashboards/<slug:key>/verwerfen/", saving.discard, name="discard"),
    path("cockpit/dashboards/<slug:key>/fassungen/", saving.revisions, name="revisions"),
    path("cockpit/dashboards/<slug:key>/zuruecksetzen/", saving.reset, name="reset"),
    path("cockpit/dashboards/<slug:key>/loeschen/", saving.delete, name="delete"),
    path("cockpit/dashboards/<slug:key>/wiederherstellen/", saving.undelete, name="undelete"),
    path("cockpit/dashboards/<slug:key>/veroeffentlichen/", publishing.publish, name="publish"),
]
