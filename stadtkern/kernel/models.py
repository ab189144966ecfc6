# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People, departments, audit and jobs: what the kernel stores in the register."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .audit_models import AuditCheck as AuditCheck
from .audit_models import AuditEntry as AuditEntry
from .audit_models import AuditHead as AuditHead
from .audit_models import AuditName as AuditName
from .audit_models import AuditTrim as AuditTrim
from .roles import CITY_WIDE, Role
from .trash_models import TrashEntry as TrashEntry


class Department(models.Model):
    """A department of the administration; it owns things, sources and pages."""

    name = models.CharField(_("Name"), max_length=200, unique=True)
    email = models.EmailField(_("E-Mail"), blank=True)

    class Meta:
        verbose_name = _("Fachbereich")
        verbose_name_plural = _("Fachbereiche")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(AbstractUser):
    """A person who signs in; what the person may do say the grants, never ``is_superuser`` or ``is_staff``.

    Stored because somebody must answer for each change; kept until the account is deleted; visible to
    administrators.
    """

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")


class GrantSource(models.TextChoices):
    """Who keeps a grant: people here, or the identity provider at each sign-in."""

    LOCAL = "local", _("hier vergeben")
    OIDC = "oidc", _("vom Anmeldedienst")


class GrantQuerySet(models.QuerySet["Grant"]):
    """Named questions about grants."""

    def current(self, at: datetime) -> GrantQuerySet:
        """Those that have not expired."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at))


class Grant(models.Model):
    """A role of a person for a scope; what is named in the scope must all be met, nothing named: the city."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("Rolle"), max_length=20, choices=Role)
    department = models.ForeignKey(
        Department,
        verbose_name=_("Fachbereich"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="grants",
    )
    domain = models.CharField(_("Thema"), max_length=60, blank=True)
    """Name of a declared domain."""
    subject = models.CharField(_("Gegenstand"), max_length=320, blank=True)
    """Kind and key of one object: ``thing:muenster/100035541``, ``collection:trees``."""
    source = models.CharField(_("Herkunft"), max_length=10, choices=GrantSource, default=GrantSource.LOCAL)
    granted_by = models.ForeignKey(
        Person, verbose_name=_("vergeben von"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """Null: the command line, the first start, or the identity provider."""
    granted_at = models.DateTimeField(_("vergeben am"))
    expires_at = models.DateTimeField(_("gilt bis"), null=True, blank=True, db_index=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rolle einer Person")
        verbose_name_plural = _("Rollen von Personen")
        ordering: ClassVar[list[str]] = ["person", "role", "department", "domain", "subject", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "role", "department", "domain", "subject", "source"],
                condition=Q(department__isnull=False),
                name="grant_of_department_once",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "domain", "subject", "source"],
                condition=Q(department__isnull=True),
                name="grant_of_city_once",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(CITY_WIDE)) | Q(department__isnull=True, domain="", subject=""),
                name="grant_city_wide_roles",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"


class ShareQuerySet(models.QuerySet["Share"]):
    """Named questions about shares."""

    def current(self, at: datetime) -> ShareQuerySet:
        """Those that have not ended."""
        return self.filter(Q(until=None) | Q(until__gt=at))


class Share(models.Model):
    """One object of visibility „shared“ is seen by a department, or by a named client of an interface."""

    kind = models.CharField(_("Art"), max_length=20)
    """``thing``, ``datastream``, ``collection``, ``dataset`` or ``dashboard``."""
    key = models.CharField(_("Kennung"), max_length=300)
    department = models.ForeignKey(
        Department,
        verbose_name=_("Fachbereich"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="shares",
    )
    """Null: a client."""
    client = models.CharField(_("Zugang"), max_length=100, blank=True)
    """Name of an access key or of a registered client: a neighbour city, a company; empty: a department."""
    until = models.DateTimeField(_("gilt bis"), null=True, blank=True)
    shared_by = models.ForeignKey(
        Person, verbose_name=_("freigegeben von"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    shared_at = models.DateTimeField(_("freigegeben am"))

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("Freigabe")
        verbose_name_plural = _("Freigaben")
        ordering: ClassVar[list[str]] = ["kind", "key", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "key", "department"],
                condition=Q(department__isnull=False),
                name="share_with_department_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "key", "client"],
                condition=Q(department__isnull=True),
                name="share_with_client_once",
            ),
            models.CheckConstraint(
                condition=Q(department__isnull=True) ^ Q(client=""), name="share_with_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class OneTimeLink(models.Model):
    """A link by which a person sets a password once, for a short time; only the hash of its token is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    """SHA-256 of the token, hexadecimal."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="links")
    """Null: the link makes the first administrator."""
    created_at = models.DateTimeField(_("ausgestellt"))
    expires_at = models.DateTimeField(_("gültig bis"))
    used_at = models.DateTimeField(_("eingelöst"), null=True)

    class Meta:
        verbose_name = _("Einmal-Link")
        verbose_name_plural = _("Einmal-Links")

    def __str__(self) -> str:
        return f"{self.pk}"


class Consent(models.Model):
    """Somebody has agreed to a text; kept as proof, also after it was taken back (Art. 7 (1) GDPR)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    processing = models.CharField(_("Verarbeitung"), max_length=60)
    """Key of the processing activity whose text it is."""
    version = models.CharField(_("Fassung des Textes"), max_length=20)
    given_at = models.DateTimeField(_("erteilt"))
    withdrawn_at = models.DateTimeField(_("widerrufen"), null=True)

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        ordering: ClassVar[list[str]] = ["-given_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "processing"], condition=Q(withdrawn_at=None), name="consent_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.processing} {self.version}"


class FailedSignIn(models.Model):
    """How often signing in failed in a row for a key: a hash of account and address, never the words."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("fehlgeschlagene Anmeldung")
        verbose_name_plural = _("fehlgeschlagene Anmeldungen")

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.failures}"


class PeriodicJob(models.Model):
    """When a periodic job of this city runs next; rows are made from the declarations in ``kernel.jobs``."""

    name = models.CharField(_("Name"), max_length=200, unique=True)
    every_s = models.PositiveIntegerField(_("Abstand [s]"))
    next_at = models.DateTimeField(_("nächster Lauf"), db_index=True)
    paused = models.BooleanField(_("angehalten"), default=False)
    job_id = models.UUIDField(null=True)
    """The job of the newest run; a run that is still waiting or running is not doubled."""

    class Meta:
        verbose_name = _("wiederkehrende Aufgabe")
        verbose_name_plural = _("wiederkehrende Aufgaben")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class JobProgress(models.Model):
    """How far a running job has come, in its own words."""

    job_id = models.UUIDField(primary_key=True)
    done = models.BigIntegerField(_("erledigt"), default=0)
    total = models.BigIntegerField(_("von"), null=True)
    """Null when the job cannot know."""
    text = models.CharField(_("Stand"), max_length=300, blank=True)
    at = models.DateTimeField(_("Zeitpunkt"), db_index=True)

    class Meta:
        verbose_name = _("Fortschritt einer Aufgabe")
        verbose_name_plural = _("Fortschritte der Aufgaben")

    def __str__(self) -> str:
        return f"{self.job_id}: {self.done}/{self.total}"


class JobWorker(models.Model):
    """A process that runs jobs, with its heartbeat; a job whose worker is gone is run again."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField(_("gestartet"))
    seen_at = models.DateTimeField(_("zuletzt gesehen"), db_index=True)

    class Meta:
        verbose_name = _("Aufgaben-Prozess")
        verbose_name_plural = _("Aufgaben-Prozesse")

    def __str__(self) -> str:
        return self.worker_id
