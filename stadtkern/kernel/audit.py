# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The audit log: who changed what in the register. Entries belong to the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from .models import AuditEntry, Person

Fact = str | int | float | bool | None
Change = Mapping[str, Fact | Sequence[Fact] | Mapping[str, Fact]]
"""What changed: a number or name per key, or ``{"before": …, "after": …}``."""

SYSTEM = "system"
"""The actor of changes that no person asked for."""


def record(actor: Person | str, action: str, subject: str, change: Change, at: datetime) -> AuditEntry:
    """Add one entry; call it inside the transaction of the change, so that neither exists without the other.

    ``action`` is ``kind.verb`` (``thing.edit``), ``subject`` is kind and code (``thing muenster/100035541``).
    """
    who = actor if isinstance(actor, str) else actor.get_username()
    plain = {
        key: value if isinstance(value, str | int | float | bool | None) else _plain(value)
        for key, value in change.items()
    }
    return AuditEntry.objects.create(
        at=at, actor=who[:150], action=action, subject=subject[:300], change=plain
    )


def _plain(value: Sequence[Fact] | Mapping[str, Fact]) -> list[Fact] | dict[str, Fact]:
    return dict(value) if isinstance(value, Mapping) else list(value)
