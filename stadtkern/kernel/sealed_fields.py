# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Columns that hold sealed secrets declare it by their class, so that a change of the key finds them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models, transaction

from . import sealed
from .sealed import SealBroken

if TYPE_CHECKING:
    Text = models.TextField[str, str]
else:
    Text = models.TextField

BATCH = 500
"""Rows that are looked at in one transaction."""


class SealedField(Text):
    """Text made by ``kernel.sealed.seal``; in the database a text column like any other."""

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        """For migrations it is the text column that it is in the database."""
        name, _path, given, options = super().deconstruct()
        return name or "", "django.db.models.TextField", given, options


@dataclass(frozen=True, kw_only=True)
class Renewed:
    """What came of sealing one column again."""

    place: str
    """``app.Model.column``."""
    renewed: int
    kept: int
    """Sealed under the key in use already."""
    broken: int
    """Cannot be opened by any key; left as they are."""


def columns() -> list[tuple[type[models.Model], str]]:
    """All columns that hold sealed secrets."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, SealedField)
    ]


def renew(documents: Iterable[tuple[type[models.Model], str]] = ()) -> Iterator[Renewed]:
    """Seal everything again that is not sealed under the key in use; safe while the city runs.

    A row that somebody changes meanwhile is left as that somebody wrote it. ``documents``: JSON columns with
    sealed texts among others.
    """
    for model, name in columns():
        yield _column(model, name, _text)
    for model, name in documents:
        yield _column(model, name, _document)


@dataclass(kw_only=True, slots=True)
class _Tally:
    renewed: int = 0
    kept: int = 0
    broken: int = 0


def _column(model: type[models.Model], name: str, again: Callable[[object, _Tally], object]) -> Renewed:
    tally = _Tally()
    last = 0
    while True:
        with transaction.atomic():
            rows = model._default_manager.filter(pk__gt=last).order_by("pk").values_list("pk", name)[:BATCH]
            seen = list(rows)
            for key, value in seen:
                new = again(value, tally)
                if new != value:
                    model._default_manager.filter(pk=key, **{name: value}).update(**{name: new})
        if not seen:
            return Renewed(
                place=f"{model._meta.label}.{name}",
                renewed=tally.renewed,
                kept=tally.kept,
                broken=tally.broken,
            )
        last = seen[-1][0]


def _document(value: object, tally: _Tally) -> object:
    if isinstance(value, dict):
        return {key: _document(one, tally) for key, one in value.items()}
    if isinstance(value, list):
        return [_document(one, tally) for one in value]
    return _text(value, tally) if isinstance(value, str) and value.startswith(sealed.SEAL_BEGINS) else value


def _text(value: object, tally: _Tally) -> object:
    if not isinstance(value, str) or not value:
        return value
    if sealed.is_current(value):
        tally.kept += 1
        return value
    try:
        again = sealed.reseal(value)
    except SealBroken:
        tally.broken += 1
        return value
    tally.renewed += 1
    return again
