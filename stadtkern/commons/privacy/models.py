# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests to be erased."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.models import Person

ANSWER_WITHIN = timedelta(days=30)
"""One month, Art. 12 (3) GDPR."""


class ErasureRequest(models.Model):
    """Somebody asks for the own account to be erased; goes with the account, or is answered with a reason."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="erasure_requests")
    asked_at = models.DateTimeField(_("beantragt"), db_index=True)
    answered_at = models.DateTimeField(_("beantwortet"), null=True)
    """Null: nobody has answered yet."""
    answer = models.TextField(_("Begründung"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("Löschantrag")
        verbose_name_plural = _("Löschanträge")
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(answered_at=None), name="erasure_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"

    @property
    def due_at(self) -> datetime:
        """Until when it is to be answered."""
        return self.asked_at + ANSWER_WITHIN
