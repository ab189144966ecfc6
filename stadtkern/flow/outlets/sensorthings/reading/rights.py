# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a caller sees, as a condition on the key of a row; a hidden row is as if it did not exist."""

from __future__ import annotations

from django.db.models import BigAutoField, Expression, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from stadtkern.kernel.callers import Caller

from .fragments import TRUE, Sql
from .tables import TABLES

_KEY = ":key-of-row:"


class _Key(Expression):
    """Stands for the key in the text that Django writes."""

    def __init__(self) -> None:
        super().__init__(output_field=BigAutoField())

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, list[object]]:  # type: ignore[override]
        """The placeholder."""
        return _KEY, []


class Rights:
    """Conditions of one caller; each is written by Django once and then only filled in."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._written: dict[str, Sql] = {}

    def sees(self, entity: str, key: Sql) -> Sql:
        """That the row with this key is an entity of this name which the caller sees."""
        if entity not in self._written:
            self._written[entity] = _written(TABLES[entity].seen(self._caller))
        form = self._written[entity]
        return form if form is TRUE else Sql(form.text.replace(_KEY, key.text), form.values)


def _written(rows: QuerySet[Model]) -> Sql:
    if not rows.query.where:
        return TRUE
    text, values = rows.filter(pk=_Key()).order_by().values("pk").query.sql_with_params()
    return Sql(f"exists ({text})", values)
