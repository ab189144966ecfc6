# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Datasets that people describe or that were harvested, their distributions, series and publishers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import sharing
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import Rows, Visitor, reach
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sharing import SharedKind


class State(models.TextChoices):
    """How far a dataset is on its way to the public and back."""

    DRAFT = "draft", _("Entwurf")
    REVIEW = "review", _("zur Freigabe")
    RELEASED = "released", _("veröffentlicht")
    DEPRECATED = "deprecated", _("läuft aus")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


class Origin(models.TextChoices):
    """What a dataset was made from."""

    MEASURED = "measured", _("Messwerte")
    COLLECTION = "collection", _("Geodaten-Sammlung")
    DASHBOARD = "dashboard", _("Dashboard")
    UPLOADED = "uploaded", _("Dateien und Links")
    HARVESTED = "harvested", _("übernommen")


SHOWN = (State.RELEASED, State.DEPRECATED)
"""States in which everybody sees a dataset."""


class Publisher(models.Model):
    """An office that publishes data; never a person."""

    name = models.CharField(_("Name"), max_length=200, unique=True)
    uri = models.URLField(_("Kennung (IRI)"), max_length=500, blank=True)
    email = models.EmailField(_("E-Mail der Stelle"), blank=True)
    phone = models.CharField(_("Telefon der Stelle"), max_length=60, blank=True)
    url = models.URLField(_("Internetseite"), max_length=500, blank=True)
    kind = models.CharField(_("Art"), max_length=60, blank=True)
    """Code of the ADMS publisher types."""

    class Meta:
        verbose_name = _("herausgebende Stelle")
        verbose_name_plural = _("herausgebende Stellen")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class SeriesRow(models.Model):
    """Datasets that belong together, e.g. one per year."""

    key = models.CharField(_("Kennung"), max_length=100, unique=True)
    title = models.CharField(_("Titel"), max_length=300)
    title_en = models.CharField(_("Titel (englisch)"), max_length=300, blank=True)
    description = models.TextField(_("Beschreibung"))
    description_en = models.TextField(_("Beschreibung (englisch)"), blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("Fachbereich"), on_delete=models.PROTECT, related_name="dataset_series"
    )
    publisher = models.ForeignKey(
        Publisher, verbose_name=_("Herausgeber"), on_delete=models.PROTECT, null=True, blank=True
    )
    """Null: the municipality."""

    class Meta:
        verbose_name = _("Datensatzreihe")
        verbose_name_plural = _("Datensatzreihen")
        ordering: ClassVar[list[str]] = ["title", "id"]

    def __str__(self) -> str:
        return self.title


_ROWS = Rows(department="department", kind="dataset", key="key")


def shared_with(visitor: Visitor) -> Q | None:
    """Condition that a dataset is shared with the visitor before it is public; null: none is."""
    found = sharing.seen(SharedKind.DATASET, visitor, "key")
    return None if found is None else found & Q(state__in=(State.DRAFT, State.REVIEW))


class DatasetQuerySet(models.QuerySet["Dataset"]):
    """Named questions about datasets."""

    def public(self) -> DatasetQuerySet:
        """Those that everybody sees."""
        return self.filter(state__in=SHOWN)

    def visible_to(self, visitor: Visitor) -> DatasetQuerySet:
        """Public ones, those of the visitor's departments, withdrawn ones too, and those shared with them."""
        found = reach(visitor, Action.SEE_INTERNAL)
        if found.everywhere:
            return self.all()
        shown = Q(state__in=SHOWN) | found.where(_ROWS)
        shared = shared_with(visitor)
        return self.filter(shown if shared is None else shown | shared)

    def editable_by(self, visitor: Visitor) -> DatasetQuerySet:
        """Those that this visitor may change."""
        return self.filter(reach(visitor, Action.EDIT).where(_ROWS))


class Dataset(models.Model):
    """An entry of the catalogue that the register keeps.

    For measured and mapped data (``measured``, ``collection``) it says only what people add to the entry that
    makes itself; what is empty here is taken from there.
    """

    key = models.CharField(_("Kennung"), max_length=200, unique=True)
    origin = models.CharField(_("Herkunft"), max_length=12, choices=Origin)
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.DRAFT, db_index=True)
    title = models.CharField(_("Titel"), max_length=300, blank=True)
    title_en = models.CharField(_("Titel (englisch)"), max_length=300, blank=True)
    description = models.TextField(_("Beschreibung"), max_length=20_000, blank=True)
    description_en = models.TextField(_("Beschreibung (englisch)"), max_length=20_000, blank=True)
    department = models.ForeignKey(
        Department,
        verbose_name=_("Fachbereich"),
        on_delete=models.PROTECT,
        null=True,
        related_name="datasets",
    )
    """Null only for harvested ones."""
    publisher = models.ForeignKey(
        Publisher, verbose_name=_("Herausgeber"), on_delete=models.PROTECT, null=True, blank=True
    )
    """Null: the municipality."""
    licence = models.CharField(_("Lizenz"), max_length=60, blank=True)
    """DCAT-AP.de code."""
    attribution = models.CharField(_("Namensnennung"), max_length=500, blank=True)
    contact_name = models.CharField(_("Ansprechstelle"), max_length=200, blank=True)
    contact_email = models.EmailField(_("E-Mail der Stelle"), blank=True)
    contact_phone = models.CharField(_("Telefon der Stelle"), max_length=60, blank=True)
    contact_url = models.URLField(_("Kontaktseite"), max_length=500, blank=True)
    themes = models.JSONField(_("Themen"), default=list, blank=True)
    keywords = models.JSONField(_("Schlagwörter"), default=list, blank=True)
    frequency = models.CharField(_("Aktualisierung"), max_length=20, blank=True)
    period_start = models.DateTimeField(_("Daten ab"), null=True, blank=True)
    period_end = models.DateTimeField(_("Daten bis"), null=True, blank=True)
    bounds = models.JSONField(_("Ausdehnung"), null=True, blank=True)
    """West, south, east, north [° WGS 84]."""
    geocoding = models.JSONField(_("Gemeindeschlüssel"), default=list, blank=True)
    """Empty: the municipality."""
    high_value = models.JSONField(_("hochwertige Datensätze"), default=list, blank=True)
    conforms_to = models.JSONField(_("Standards"), default=list, blank=True)
    landing_page = models.URLField(_("Internetseite"), max_length=1000, blank=True)
    identifier = models.CharField(_("Kennung der Quelle"), max_length=500, blank=True)
    series = models.ForeignKey(
        SeriesRow, verbose_name=_("Reihe"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="datasets",
    )  # fmt: skip
    collection = models.CharField(_("Geodaten-Sammlung"), max_length=60, blank=True)
    """Key of the feature collection behind it."""
    author = models.ForeignKey(
        Person,
        verbose_name=_("zuletzt bearbeitet von"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    """Who changed it last: somebody else must release it."""
    released_at = models.DateTimeField(_("veröffentlicht"), null=True)
    data_changed_at = models.DateTimeField(_("Daten geändert"), null=True)
    deprecated_on = models.DateField(_("läuft aus am"), null=True)
    deprecation_reason = models.CharField(_("Grund"), max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(_("zurückgezogen am"), null=True)
    withdrawal_reason = models.CharField(_("Grund"), max_length=1000, blank=True)
    successor = models.CharField(_("Nachfolger"), max_length=200, blank=True)
    record = models.JSONField(_("übernommener Eintrag"), null=True)
    """The whole entry of a harvested dataset."""
    harvested_source = models.CharField(_("übernommen aus"), max_length=100, blank=True, db_index=True)
    harvested_hash = models.CharField(max_length=32, blank=True, db_index=True)
    """Of source and identifier, which may be too long for an index."""
    harvested_identifier = models.CharField(_("Kennung dort"), max_length=1000, blank=True)
    seen_at = models.DateTimeField(_("zuletzt gesehen"), null=True)
    created_at = models.DateTimeField(_("angelegt"))
    changed_at = models.DateTimeField(_("geändert"))

    objects = DatasetQuerySet.as_manager()

    class Meta:
        verbose_name = _("Datensatz")
        verbose_name_plural = _("Datensätze")
        ordering: ClassVar[list[str]] = ["title", "key"]

    def __str__(self) -> str:
        return self.title or self.key


class DistributionRow(models.Model):
    """One way to get an own dataset: a stored file, or a link."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="distribution_rows")
    key = models.CharField(_("Kennung"), max_length=100)
    title = models.CharField(_("Titel"), max_length=300)
    title_en = models.CharField(_("Titel (englisch)"), max_length=300, blank=True)
    description = models.CharField(_("Beschreibung"), max_length=2000, blank=True)
    url = models.URLField(_("Adresse"), max_length=2000, blank=True)
    """Of a link; empty: a file."""
    file = models.CharField(_("Datei"), max_length=300, blank=True)
    """Path below the folder of files; empty: a link."""
    file_name = models.CharField(_("Dateiname"), max_length=200, blank=True)
    media_type = models.CharField(_("Medientyp"), max_length=100, blank=True)
    format = models.CharField(_("Format"), max_length=40, blank=True)
    """Code of the EU file type list."""
    bytes = models.BigIntegerField(_("Größe"), null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=60, blank=True)
    availability = models.CharField(_("Verfügbarkeit"), max_length=20, blank=True)
    columns = models.JSONField(_("Spalten"), default=list)
    """Of a tabular file: words of ``Column``."""
    released_at = models.DateTimeField(_("freigegeben"), null=True)
    """Null: not yet public, though the dataset may be."""
    added_by = models.ForeignKey(
        Person, verbose_name=_("angefügt von"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """Somebody else must release it when the dataset is public already."""
    alive = models.BooleanField(_("erreichbar"), null=True)
    checked_at = models.DateTimeField(_("zuletzt geprüft"), null=True)
    created_at = models.DateTimeField(_("angelegt"))
    changed_at = models.DateTimeField(_("geändert"))

    class Meta:
        verbose_name = _("Bezugsweg")
        verbose_name_plural = _("Bezugswege")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dataset", "key"], name="distribution_key_once"),
        ]

    def __str__(self) -> str:
        return self.title
