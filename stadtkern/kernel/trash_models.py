# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was deleted, until it is gone for good."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrashEntry(models.Model):
    """An object whose row was removed, as it was; 30 days, then it is gone for good."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=300)
    title = models.CharField(_("Name"), max_length=300)
    department = models.ForeignKey(
        "kernel.Department", on_delete=models.SET_NULL, null=True, related_name="trash"
    )
    domain = models.CharField(max_length=100, blank=True)
    content = models.JSONField(default=dict)
    """What it takes to make it anew; only its kind reads it."""
    deleted_by = models.CharField(_("gelöscht von"), max_length=150)
    """User name."""
    deleted_at = models.DateTimeField(_("gelöscht"), db_index=True)

    class Meta:
        verbose_name = _("Eintrag im Papierkorb")
        verbose_name_plural = _("Papierkorb")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "key"], name="kernel_trash_kind_key")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
