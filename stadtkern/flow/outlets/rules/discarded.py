# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deleted rules: what is kept of them, and how they come back."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.kernel import trash
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person, TrashEntry
from stadtkern.kernel.roles import Action

from .models import Stage, StoredRule, domains_of

KIND = "rule"


def copy_of(row: StoredRule) -> trash.Copy:
    """What it takes to make the rule anew; what it remembered of its datastreams begins anew."""
    content = {
        "definition": row.definition,
        "stage": row.stage,
        "revision": row.revision,
        "created_by": row.created_by,
        "created_at": row.created_at.isoformat(),
    }
    return trash.Copy(kind=KIND, key=row.key, title=row.title, domain=row.domain, content=content)


def _may(person: Person, entry: TrashEntry) -> bool:
    return entry.domain in domains_of(person, Action.EDIT)


def _put_back(person: Person, entry: TrashEntry, at: datetime) -> str:
    if StoredRule.objects.filter(key=entry.key).exists():
        raise Contradiction(_("Es gibt inzwischen eine Regel mit dieser Kennung."))
    kept = entry.content
    row = StoredRule.objects.create(
        key=entry.key,
        domain=entry.domain,
        title=entry.title,
        definition=kept["definition"],
        stage=kept["stage"],
        revision=kept["revision"] + 1,
        activated_at=at if kept["stage"] == Stage.ACTIVE else None,
        created_by=kept["created_by"],
        created_at=datetime.fromisoformat(kept["created_at"]),
        changed_at=at,
    )
    return reverse("rules:rule", args=[row.pk])


TRASH = trash.kept_here(KIND, gettext_lazy("Regel"), may=_may, put_back=_put_back)
"""The kind, for ``settings.wiring``."""
