# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which process of a city calls the outside brokers: one at a time, so that nothing is stored twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

TURN = timedelta(seconds=15)
"""So long after the last sign of life another process takes over."""


class Turn(models.Model):
    """The process that calls the outside brokers at the moment."""

    name = models.CharField(_("Name"), max_length=60, unique=True)
    holder = models.CharField(_("Prozess"), max_length=200)
    until = models.DateTimeField(_("bis"))

    class Meta:
        verbose_name = _("Reihe")
        verbose_name_plural = _("Reihen")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"


def take_turn(name: str, holder: str, now: datetime) -> bool:
    """Whether it is this holder's turn; then it is for the next seconds too."""
    mine = Turn.objects.filter(Q(holder=holder) | Q(until__lt=now), name=name)
    if mine.update(holder=holder, until=now + TURN):
        return True
    _turn, made = Turn.objects.get_or_create(name=name, defaults={"holder": holder, "until": now + TURN})
    return made


def give_turn_back(name: str, holder: str) -> None:
    """Let another process take over at once."""
    Turn.objects.filter(name=name, holder=holder).delete()
