# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps single rows of the register in the bin as they were, for kinds without children and secrets."""

from __future__ import annotations

import json

from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from .errors import Contradiction
from .models import Department, TrashEntry
from .trash import Copy

_ROW = "row"


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


def put_back(entry: TrashEntry) -> Model:
    """The row as it was.

    Raises:
        Contradiction: its place is taken, what it belonged to is gone, or this release has other columns.
    """
    try:
        (kept,) = serializers.deserialize("json", json.dumps([entry.content[_ROW]]))
        with transaction.atomic():
            kept.save(force_insert=True)
            connection.check_constraints(table_names=[kept.object._meta.db_table])
    except (IntegrityError, DeserializationError, KeyError) as error:
        raise Contradiction(
            _("„%(title)s“ passt nicht mehr in das Register.") % {"title": entry.title}
        ) from error
    row: Model = kept.object
    return row
