# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps rows of the register in the bin as they were, with their children, for kinds without secrets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from .errors import Contradiction
from .models import Department, TrashEntry
from .trash import Copy

_ROW = "row"
_CHILDREN = "children"


def copy_of(
    row: Model,
    *,
    kind: str,
    title: str,
    key: str = "",
    department: Department | None = None,
    domain: str = "",
) -> Copy:
    """What it takes to put this row back under the same id; without ``key`` that is its key in the bin."""
    (plain,) = json.loads(serializers.serialize("json", [row]))
    return Copy(
        kind=kind,
        key=key or str(row.pk),
        title=title,
        content={_ROW: plain},
        department=department,
        domain=domain,
    )


def with_children(copy: Copy, children: Iterable[Model]) -> Copy:
    """The copy with rows that go with its row, and come back with it."""
    plain = json.loads(serializers.serialize("json", children))
    return replace(copy, content={**copy.content, _CHILDREN: plain})


def put_back(entry: TrashEntry) -> Model:
    """The row as it was, with its children.

    Raises:
        Contradiction: its place is taken, what it belonged to is gone, or this release has other columns.
    """
    try:
        plain = [entry.content[_ROW], *entry.content.get(_CHILDREN, [])]
        rows = list(serializers.deserialize("json", json.dumps(plain)))
        with transaction.atomic():
            for one in rows:
                one.save(force_insert=True)
            connection.check_constraints(table_names=sorted({one.object._meta.db_table for one in rows}))
    except (IntegrityError, DeserializationError, KeyError) as error:
        raise Contradiction(
            _("„%(title)s“ passt nicht mehr in das Register.") % {"title": entry.title}
        ) from error
    row: Model = rows[0].object
    return row
