# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the catalogue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Datasets, their release, requests for data."""

    name = "stadtkern.flow.catalogue"
    label = "catalogue"
    verbose_name = _("Datenkatalog")
    default_auto_field = "django.db.models.BigAutoField"
