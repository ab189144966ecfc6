# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Price and emission factor of electricity, as people have set them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Terms(models.Model):
    """Price and emission factor of electricity, each with its source; one row."""

    price_ct = models.FloatField(_("Strompreis [ct/kWh]"), default=30.0)
    price_source = models.CharField(
        _("Quelle des Preises"),
        max_length=200,
        default="Annahme, bitte durch den eigenen Liefervertrag ersetzen",
    )
    price_year = models.PositiveSmallIntegerField(_("Jahr des Preises"), default=2026)
    emission_g = models.FloatField(_("Emissionsfaktor [g CO2/kWh]"), default=363.0)
    emission_source = models.CharField(
        _("Quelle des Emissionsfaktors"),
        max_length=200,
        default="Umweltbundesamt, Emissionsfaktor des deutschen Strommix (Schätzung für 2024)",
    )
    emission_year = models.PositiveSmallIntegerField(_("Jahr des Emissionsfaktors"), default=2024)

    class Meta:
        verbose_name = _("Preis und Emissionsfaktor")
        verbose_name_plural = _("Preis und Emissionsfaktor")

    def __str__(self) -> str:
        return f"{self.price_ct} ct/kWh, {self.emission_g} g/kWh"
