# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the page shell: templates, static files, texts."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The page shell."""

    name = "stadtkern.web"
    label = "web"
