# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the feedback form; include with namespace ``feedback`` inside ``i18n_patterns``."""

from django.urls import path

from . import views

app_name = "feedback"
urlpatterns = [
    path("rueckmeldung/", views.form, name="form"),
    path("rueckmeldung/danke/", views.thanks, name="thanks"),
    path("cockpit/rueckmeldungen/", views.inbox, name="inbox"),
    path("cockpit/rueckmeldungen/<int:feedback_id>/erledigt/", views.close, name="close"),
]
