# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of the cockpit for feeds and for the territory."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from stadtkern.commons.notices.forms import GeoJsonField
from stadtkern.commons.territory import service as territory
from stadtkern.kernel.errors import PayloadRejected

from .models import Feed

DWD_TITLE = "Deutscher Wetterdienst: Warnungen für Gemeinden"
DWD_ADDRESS = (
    "https://opendata.dwd.de/weather/alerts/cap/COMMUNEUNION_DWD_STAT/"
    "Z_CAP_C_EDZW_LATEST_PVW_STATUS_PREMIUMDWD_COMMUNEUNION_MUL.zip"
)
DWD_ATTRIBUTION = "Quelle: Deutscher Wetterdienst (DWD); Gebiete: © GeoBasis-DE / BKG (Daten modifiziert)"


class FeedForm(forms.ModelForm[Feed]):
    """Where official alerts come from."""

    class Meta:
        model = Feed
        fields = ("title", "url", "attribution", "every_s", "active")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django hands them over
        self.fields["every_s"] = forms.IntegerField(
            label=_("Abstand der Abrufe in Sekunden"), min_value=30, max_value=3600, initial=60
        )
        self.fields["active"].label = _("abrufen")

    def clean_url(self) -> str:
        """Only http and https, without a password; whether it may be reached is checked with each fetch."""
        url = str(self.cleaned_data["url"]).strip()
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise ValidationError(_("Das ist keine Internetadresse.")) from error
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ValidationError(
                _("Die Adresse muss mit https:// beginnen und darf kein Passwort enthalten.")
            )
        return url


class TerritoryForm(forms.Form):
    """Where the city is."""

    keys = forms.CharField(label=_("Gemeindeschlüssel (AGS)"), required=False, max_length=2000)
    outline = GeoJsonField(label=_("Umriss der Stadt als GeoJSON"), required=False)

    def clean_keys(self) -> tuple[str, ...]:
        """Digits only."""
        try:
            return territory.keys_in(str(self.cleaned_data["keys"]))
        except PayloadRejected as error:
            raise ValidationError(str(error)) from error
