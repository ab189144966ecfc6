# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules that domains declare appear in the register by themselves; what the city decides about them stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stadtkern.kernel import audit

from .definitions import declared, key_of, plain
from .models import Stage, StoredRule


def keep_up(now: datetime) -> int:
    """Let the register know all declared rules; how many were new or changed."""
    known = {row.key: row for row in StoredRule.objects.filter(declared=True)}
    count = 0
    for domain, rule in declared():
        key, definition = key_of(domain, rule), plain(rule)
        row = known.pop(key, None)
        if row is None:
            count += _made(key, domain.name, rule.title, definition, rule.active, now)
        elif not row.adjusted and row.definition != definition:
            StoredRule.objects.filter(pk=row.pk, adjusted=False).update(
                definition=definition, title=rule.title, changed_at=now, revision=row.revision + 1
            )
            count += 1
    gone = [row.pk for row in known.values() if not row.adjusted and row.stage != Stage.PAUSED]
    StoredRule.objects.filter(pk__in=gone).update(stage=Stage.PAUSED, changed_at=now)
    return count + len(gone)


def _made(
    key: str, domain: str, title: str, definition: dict[str, object], active: bool, now: datetime
) -> bool:
    stage = Stage.ACTIVE if active else Stage.PAUSED
    with transaction.atomic():
        row, made = StoredRule.objects.get_or_create(
            key=key,
            defaults={
                "domain": domain,
                "title": title,
                "declared": True,
                "definition": definition,
                "stage": stage,
                "activated_at": now,
                "created_at": now,
                "created_by": audit.SYSTEM,
                "changed_at": now,
            },
        )
        if made:
            audit.record(audit.SYSTEM, "rule.declare", f"rule {row.key}", {"stage": str(stage)}, now)
    return made
