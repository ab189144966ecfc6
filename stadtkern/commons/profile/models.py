# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The legal particulars of the municipality, edited in the cockpit. There is one row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CityProfile(models.Model):
    """What imprint, privacy and accessibility pages must name; the pages mark what is empty."""

    name = models.CharField(_("Name der Kommune"), max_length=200, blank=True)
    represented_by = models.CharField(_("Vertreten durch"), max_length=200, blank=True)
    address = models.TextField(_("Anschrift"), blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    vat_id = models.CharField(_("Umsatzsteuer-Identifikationsnummer"), max_length=30, blank=True)
    responsible = models.TextField(_("Inhaltlich verantwortlich"), blank=True)
    """Person answering for the content, § 18 Abs. 2 MStV."""
    privacy_officer = models.TextField(_("Datenschutzbeauftragte Person"), blank=True)
    """Contact of the data protection officer, Art. 37 (7) GDPR."""
    privacy_authority = models.TextField(_("Datenschutz-Aufsichtsbehörde"), blank=True)
    hosting = models.TextField(_("Betreiber der Server"), blank=True)
    accessibility_contact = models.TextField(_("Ansprechstelle für Barrierefreiheit"), blank=True)
    accessibility_gaps = models.TextField(_("Bekannte Barrieren"), blank=True)
    accessibility_checked_on = models.DateField(
        _("Barrierefreiheit zuletzt geprüft am"), null=True, blank=True
    )
    enforcement_body = models.TextField(_("Durchsetzungs- oder Schlichtungsstelle"), blank=True)
    """Name and contact; for municipalities the one of the federal state."""
    enforcement_url = models.URLField(
        _("Internetadresse der Durchsetzungsstelle"), max_length=300, blank=True
    )

    class Meta:
        verbose_name = _("Angaben der Kommune")
        verbose_name_plural = _("Angaben der Kommune")

    def __str__(self) -> str:
        return self.name or "–"
