# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signs: what people write about a place. Where it is and what is known of it lies in its collection."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignState(models.TextChoices):
    """Who sees the page behind a sign."""

    DRAFT = "draft", _("Entwurf")
    PUBLIC = "public", _("öffentlich")
    RETIRED = "retired", _("abgebaut")


class SignQuerySet(models.QuerySet["Sign"]):
    """Named questions about signs."""

    def public(self) -> SignQuerySet:
        """Those whose page everybody sees."""
        return self.filter(state=SignState.PUBLIC)

    def at(self, collection: str, feature: str) -> SignQuerySet:
        """Those of one object of a collection."""
        return self.filter(collection=collection, feature=feature)


class Sign(models.Model):
    """A place with a short address that stays, printed on a sign as QR code."""

    code = models.CharField(_("Kurzadresse"), max_length=12, unique=True)
    """Six characters without those that look alike; never used again."""
    collection = models.CharField(_("Sammlung"), max_length=60)
    feature = models.CharField(_("Objekt"), max_length=200)
    """Key within the collection."""
    name = models.CharField(_("Name"), max_length=200)
    text = models.TextField(_("Text"), blank=True)
    plain_text = models.TextField(_("Text in Einfacher Sprache"), blank=True)
    text_en = models.TextField(_("Text auf Englisch"), blank=True)
    longitude = models.FloatField(_("Länge [°]"), null=True)
    latitude = models.FloatField(_("Breite [°]"), null=True)
    """Of the object when the sign was made or last changed: the page stands even when the object is gone."""
    state = models.CharField(_("Stand"), max_length=10, choices=SignState, default=SignState.DRAFT)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    """Where the short address of a retired sign leads."""
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()

    objects = SignQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schild")
        verbose_name_plural = _("Schilder")
        ordering: ClassVar[list[str]] = ["name", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collection", "feature"], name="poi_sign_feature")
        ]

    def __str__(self) -> str:
        return self.name


class SignImage(models.Model):
    """A picture of a place; without a description for those who do not see it there is none."""

    sign = models.ForeignKey(Sign, on_delete=models.CASCADE, related_name="images")
    file = models.CharField(max_length=200)
    """Path within the file store."""
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    """[pixel]"""
    alt = models.CharField(_("Bildbeschreibung"), max_length=500)
    credit = models.CharField(_("Urheber und Lizenz"), max_length=200)

    class Meta:
        verbose_name = _("Bild")
        verbose_name_plural = _("Bilder")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.alt


class ScanDay(models.Model):
    """How often the short address of a sign was called on one day; nothing about who called it."""

    sign = models.ForeignKey(Sign, on_delete=models.CASCADE, related_name="scans")
    day = models.DateField()
    """Europe/Berlin."""
    scans = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Aufrufe eines Tages")
        verbose_name_plural = _("Aufrufe je Tag")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sign", "day"], name="poi_scans_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.scans}"
