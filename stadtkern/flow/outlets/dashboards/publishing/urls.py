# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of published dashboards; include with namespace ``publishing`` before those of dashboards."""

from django.urls import path

from .views import consenting, embedding, files, kiosk, managing, ordering

_TILE = "dashboards/<slug:key>/kachel/<slug:tile_key>"

app_name = "publishing"
urlpatterns = [
    *(
        path(f"{_TILE}.{form}", files.tile, {"form": form}, name=f"tile-{form}")
        for form in ("svg", "png", "csv", "xlsx", "json")
    ),
    path(f"{_TILE}/einbetten/", embedding.tile, name="embed-tile"),
    path("dashboards/<slug:key>/einbetten/", embedding.dashboard, name="embed"),
    path("dashboards/<slug:key>/teilen/", embedding.share, name="share"),
    path("dashboards/<slug:key>/bericht.pdf", files.report, name="report"),
    path("dashboards/<slug:key>/vorschau.png", files.preview, name="preview"),
    path("d/<slug:code>/", embedding.short, name="short"),
    path("d/<slug:code>/qr.svg", embedding.code_picture, name="code"),
    path("anzeige/<slug:key>/", kiosk.screen, name="kiosk"),
    path("berichte/<str:token>/", consenting.confirm, name="confirm"),
    path("berichte/<str:token>/abbestellen/", consenting.stop, name="stop"),
    path("cockpit/anzeigen/", managing.overview, name="overview"),
    path("cockpit/anzeigen/neu/", managing.screen_new, name="screen_new"),
    path("cockpit/anzeigen/<slug:key>/", managing.screen, name="screen"),
    path("cockpit/anzeigen/<slug:key>/loeschen/", managing.screen_delete, name="screen_delete"),
    path("cockpit/berichte/neu/", ordering.order_new, name="order_new"),
    path("cockpit/berichte/<int:pk>/", ordering.order, name="order"),
    path("cockpit/berichte/<int:pk>/jetzt/", ordering.trial, name="order_trial"),
    path("cockpit/berichte/<int:pk>/person/", ordering.person_add, name="order_person"),
    path("cockpit/berichte/<int:pk>/adresse/", ordering.address_add, name="order_address"),
    path(
        "cockpit/berichte/<int:pk>/empfaenger/<int:recipient>/entfernen/",
        ordering.recipient_remove,
        name="order_remove",
    ),
    path("cockpit/berichte/<int:pk>/loeschen/", ordering.order_delete, name="order_delete"),
]
