# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How sources are doing, and the revision of the register."""

from __future__ import annotations

import secrets
from functools import cache

from django.db import connection, models
from django.utils.translation import gettext_lazy as _


class SourceState(models.Model):
    """How a declared source is doing: last fetch, last success, outage. One row per source key."""

    key = models.CharField(max_length=100, primary_key=True)
    last_attempt_at = models.DateTimeField(_("letzter Versuch"), null=True)
    last_success_at = models.DateTimeField(_("letzter Erfolg"), null=True)
    last_observation_at = models.DateTimeField(_("neuester Messwert"), null=True)
    outage_since = models.DateTimeField(_("gestört seit"), null=True)
    outage_reason = models.CharField(_("Grund der Störung"), max_length=500, blank=True)
    failures = models.PositiveIntegerField(_("Fehlversuche in Folge"), default=0)
    next_attempt_at = models.DateTimeField(_("nächster Versuch"), null=True, db_index=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    stored = models.BigIntegerField(_("gespeicherte Werte"), default=0)
    duplicates = models.BigIntegerField(_("doppelt gelieferte Werte"), default=0)
    rejected = models.BigIntegerField(_("abgewiesene Datensätze"), default=0)
    paused = models.BooleanField(_("angehalten"), default=False)

    class Meta:
        verbose_name = _("Zustand einer Datenquelle")
        verbose_name_plural = _("Zustände der Datenquellen")

    def __str__(self) -> str:
        return self.key


class RegisterRevision(models.Model):
    """One row with a token that changes when datastreams come or go, which voids what processes remember.

    The row is also the lock under which things and datastreams are written.
    """

    token = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("Stand des Registers")
        verbose_name_plural = _("Stand des Registers")

    def __str__(self) -> str:
        return self.token


def revision() -> str:
    """The present token, empty before the first; asked with every message, so its statement is made once."""
    statement, parameters = _asking_for_token(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return str(row[0]) if row else ""


@cache
def _asking_for_token(_vendor: str) -> tuple[str, tuple[int, ...]]:
    rows = RegisterRevision.objects.order_by().filter(pk=1).values_list("token", flat=True)
    statement, parameters = rows.query.sql_with_params()
    return statement, tuple(parameters)


def lock_register() -> None:
    """Let only one write at a time, until the end of the transaction; take this lock before any other."""
    rows = RegisterRevision.objects.select_for_update().filter(pk=1)
    if not rows.values_list("pk"):
        RegisterRevision.objects.get_or_create(pk=1)
        RegisterRevision.objects.select_for_update().get(pk=1)


def new_revision() -> None:
    """Void what processes remember of datastreams; call it in the transaction that adds or removes some."""
    token = secrets.token_hex(16)
    if not RegisterRevision.objects.filter(pk=1).update(token=token):
        RegisterRevision.objects.update_or_create(pk=1, defaults={"token": token})
