# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables of the audit log. Triggers of the database refuse what is refused here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NoReturn

from django.db import models
from django.db.models.base import ModelBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .errors import Contradiction

_APPEND_ONLY = "audit entries are only ever added"


class AuditName(models.Model):
    """Who stands behind a code of the audit log; the only place of the log where names are kept.

    ``code`` is a sum over name and salt (``audit_chain.code_of``), so that a changed name is noticed. When an
    account is erased, name and salt go and the code stays.
    """

    code = models.CharField(max_length=34, unique=True)
    name = models.CharField(_("Name"), max_length=150, unique=True, null=True)  # noqa: DJ001 - erased
    """User name, name of an API key, or of a process; null once it is erased."""
    salt = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey(
        "kernel.Person", on_delete=models.SET_NULL, null=True, related_name="audit_names"
    )
    """Null for keys and processes."""
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Name im Protokoll")
        verbose_name_plural = _("Namen im Protokoll")

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The name as people read it."""
        return gettext("gelöschtes Konto") if self.name is None else self.name


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Audit entries can be read and added; every other way of writing is refused."""

    def update(self, **kwargs: object) -> NoReturn:
        """Refused.

        Raises:
            Contradiction: always.
        """
        raise Contradiction(_APPEND_ONLY)

    def delete(self) -> NoReturn:
        """Refused.

        Raises:
            Contradiction: always.
        """
        raise Contradiction(_APPEND_ONLY)

    def bulk_update(
        self, objs: Iterable[AuditEntry], fields: Iterable[str], batch_size: int | None = None
    ) -> NoReturn:
        """Refused.

        Raises:
            Contradiction: always.
        """
        raise Contradiction(_APPEND_ONLY)


class AuditEntry(models.Model):
    """One change of register data: who did what to which object, and when. Entries are only ever added."""

    number = models.BigIntegerField(_("Nummer"), unique=True, null=True)
    """Place in the chain; null for the moment between the change and its sealing."""
    at = models.DateTimeField(_("Zeitpunkt"), db_index=True)
    by = models.ForeignKey(AuditName, verbose_name=_("Wer"), on_delete=models.PROTECT, related_name="entries")
    action = models.CharField(_("Was"), max_length=60)
    subject = models.CharField(_("Woran"), max_length=300)
    """Kind and code of the object, e.g. ``thing muenster/100035541``; a person by code, ``person p-…``."""
    about = models.ForeignKey(AuditName, on_delete=models.PROTECT, null=True, related_name="told")
    """The person whom ``subject`` names by code."""
    change = models.JSONField(_("Änderung"), default=dict)
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 over this entry and the digest of the one before (``audit_chain.digest``)."""

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("Protokolleintrag")
        verbose_name_plural = _("Protokoll")
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["id"], condition=models.Q(number__isnull=True), name="kernel_audit_unsealed"
            ),
            models.Index(fields=["action", "-id"], name="kernel_audit_action"),
            models.Index(fields=["subject"], name="kernel_audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Add the entry.

        Raises:
            Contradiction: the entry is already stored.
        """
        if not self._state.adding or force_update or update_fields:
            raise Contradiction(_APPEND_ONLY)
        super().save(force_insert=True, using=using)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> NoReturn:
        """Refused.

        Raises:
            Contradiction: always.
        """
        raise Contradiction(_APPEND_ONLY)

    @property
    def actor(self) -> str:
        """Who did it: user name, name of an API key or of a process."""
        return self.by.shown

    @property
    def shown_subject(self) -> str:
        """What it was done to, with the name of a person instead of the code."""
        return self.subject if self.about is None else f"person {self.about.shown}"


class AuditHead(models.Model):
    """The newest link of the chain, one row; whoever adds a link holds its lock."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Ende der Protokollkette")
        verbose_name_plural = _("Ende der Protokollkette")

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"


class AuditTrim(models.Model):
    """A beginning of the chain that was removed by a rule of retention; its proof is an entry."""

    upto = models.BigIntegerField(unique=True)
    """Number of the last removed entry."""
    digest = models.CharField(max_length=64)
    """Its digest, from which the rest of the chain goes on."""
    removed = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Kürzung des Protokolls")
        verbose_name_plural = _("Kürzungen des Protokolls")

    def __str__(self) -> str:
        return f"{self.upto} {self.digest}"


class AuditCheck(models.Model):
    """The outcome of verifying the chain; a sound one is an anchor that later ones compare with."""

    at = models.DateTimeField(_("geprüft"), db_index=True)
    entries = models.BigIntegerField(_("Einträge"))
    number = models.BigIntegerField()
    """Number of the newest entry that was verified."""
    digest = models.CharField(max_length=64)
    broken = models.BigIntegerField(null=True)
    """Number of the first entry that does not fit; null when all do."""
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("Prüfung des Protokolls")
        verbose_name_plural = _("Prüfungen des Protokolls")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.number} {self.reason}"
