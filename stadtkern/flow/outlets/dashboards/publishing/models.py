# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Screens in the town hall, reports that are sent again and again, and what became of each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.outlets.dashboards.models import StoredDashboard
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import Rows, Visitor, reach
from stadtkern.kernel.roles import Action

_ROWS = Rows(department="department")


class Language(models.TextChoices):
    """In which language something is published."""

    GERMAN = "de", _("Deutsch")
    ENGLISH = "en", _("Englisch")


class Every(models.TextChoices):
    """How often a report is sent."""

    DAILY = "daily", _("täglich")
    WEEKLY = "weekly", _("wöchentlich")
    MONTHLY = "monthly", _("monatlich")


class ScreenQuerySet(models.QuerySet["Screen"]):
    """Named questions about screens."""

    def seen_by(self, visitor: Visitor) -> ScreenQuerySet:
        """Those that the visitor sees in the cockpit."""
        return self.filter(reach(visitor, Action.SEE_INTERNAL).where(_ROWS))


class OrderQuerySet(models.QuerySet["ReportOrder"]):
    """Named questions about ordered reports."""

    def there(self) -> OrderQuerySet:
        """Those that nobody has taken back."""
        return self.filter(deleted_at=None)

    def seen_by(self, visitor: Visitor) -> OrderQuerySet:
        """Those that the visitor sees in the cockpit."""
        return self.there().filter(reach(visitor, Action.SEE_INTERNAL).where(_ROWS))

    def editable_by(self, visitor: Visitor) -> OrderQuerySet:
        """Those that the visitor may change, also what was taken back."""
        return self.filter(reach(visitor, Action.EDIT).where(_ROWS))


class Screen(models.Model):
    """What a public screen shows: pages of dashboards in turn, dark at night. Everybody may open it."""

    key = models.SlugField(_("Kennung"), max_length=60, unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    department = models.ForeignKey(
        Department,
        verbose_name=_("Fachbereich"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="screens",
    )
    """Null: the city as a whole."""
    entries = models.JSONField(_("Programm"), default=list)
    """``programme.Entry`` as JSON, in order."""
    language = models.CharField(_("Sprache"), max_length=2, choices=Language, default=Language.GERMAN)
    night_begins = models.TimeField(_("dunkel ab"), null=True, blank=True)
    night_ends = models.TimeField(_("hell ab"), null=True, blank=True)
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.CharField(_("angelegt von"), max_length=150)
    changed_at = models.DateTimeField(_("geändert"))

    objects = ScreenQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anzeige")
        verbose_name_plural = _("Anzeigen")
        ordering: ClassVar[list[str]] = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class ReportOrder(models.Model):
    """A dashboard is to be sent as a report, again and again."""

    dashboard = models.ForeignKey(StoredDashboard, on_delete=models.CASCADE, related_name="report_orders")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="report_orders"
    )
    every = models.CharField(_("wie oft"), max_length=10, choices=Every, default=Every.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), default=0)
    """Monday is 0; counts for weekly ones."""
    month_day = models.PositiveSmallIntegerField(_("Tag im Monat"), default=1)
    hour = models.PositiveSmallIntegerField(_("Stunde"), default=7)
    """Europe/Berlin."""
    language = models.CharField(_("Sprache"), max_length=2, choices=Language, default=Language.GERMAN)
    plain = models.BooleanField(_("in einfacher Sprache"), default=False)
    active = models.BooleanField(_("wird versandt"), default=True)
    due_at = models.DateTimeField(_("nächster Versand"), db_index=True)
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.CharField(_("angelegt von"), max_length=150)
    deleted_at = models.DateTimeField(_("zurückgenommen"), null=True, blank=True)
    """Thirty days later it goes for good, with its recipients."""
    deleted_by = models.CharField(_("zurückgenommen von"), max_length=150, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("Berichtsauftrag")
        verbose_name_plural = _("Berichtsaufträge")
        ordering: ClassVar[list[str]] = ["dashboard__title", "id"]

    def __str__(self) -> str:
        return f"{self.dashboard_id} {self.every}"


class RecipientQuerySet(models.QuerySet["Recipient"]):
    """Named questions about recipients."""

    def current(self) -> RecipientQuerySet:
        """Those that want the report, while it is ordered."""
        usable = Q(person=None) | Q(person__is_active=True)
        return self.filter(usable, stopped_at=None, order__deleted_at=None).exclude(confirmed_at=None)


class Recipient(models.Model):
    """Who gets a report: an account of the city, or an address whose owner has agreed by a link."""

    order = models.ForeignKey(ReportOrder, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="report_orders")
    email = models.EmailField(_("E-Mail"), blank=True)
    """Of somebody without an account; empty with a person."""
    invited_at = models.DateTimeField(_("eingeladen"))
    confirmed_at = models.DateTimeField(_("zugestimmt"), null=True)
    stopped_at = models.DateTimeField(_("abbestellt"), null=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("Empfänger eines Berichts")
        verbose_name_plural = _("Empfänger von Berichten")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["order", "person"], condition=~Q(person=None), name="report_person_once"
            ),
            models.UniqueConstraint(
                fields=["order", "email"], condition=~Q(email=""), name="report_address_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.pk}"


class State(models.TextChoices):
    """What became of a report."""

    WAITING = "waiting", _("wartet")
    DONE = "done", _("versandt")
    FAILED = "failed", _("gescheitert")


class Sending(models.Model):
    """One report to one recipient; kept for a year."""

    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="sendings")
    due_at = models.DateTimeField(_("fällig"))
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    next_at = models.DateTimeField(_("nächster Versuch"), db_index=True)
    """While somebody is trying, until when the others keep away."""
    outcome = models.CharField(_("Ergebnis"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("erledigt"), null=True)

    class Meta:
        verbose_name = _("Versand eines Berichts")
        verbose_name_plural = _("Versand der Berichte")
        ordering: ClassVar[list[str]] = ["-due_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recipient", "due_at"], name="report_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.due_at:%Y-%m-%d}: {self.state}"
