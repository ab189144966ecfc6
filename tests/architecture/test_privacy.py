# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nothing about people is stored without standing in the record of processing activities."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import CASCADE, SET_NULL, EmailField, Field, ForeignKey, Model
from django.utils.functional import Promise

from stadtkern.kernel import privacy
from stadtkern.kernel.models import Person
from stadtkern.kernel.privacy import Erasure, Found, Holding, Processing

PERSONAL = re.compile(
    r"e_?mail|phone|first_name|last_name|username|real_name|endpoint|^ip$|user_agent|author|^actor$|_by$|^uid$"
    r"|reporter|recipient|responsible|represented|contact_name|privacy_officer"
)
"""Names of columns that hold something about a person."""
NOT_PERSONAL = {
    "kernel.Department.email": "the address of an office",
    "account.EmailConfirmation.email_address": "unused: confirmations are signed and not stored",
    "profile.CityProfile.privacy_authority": "the supervisory authority",
    "warnings.OfficialAlert.superseded_by": "another alert",
    "warnings.OfficialAlert.cancelled_by": "another alert",
    "devices.StreamChecks.drifted_by": "a number",
}
FROM_ELSEWHERE = {"admin", "auth", "contenttypes", "sessions", "django_tasks_database"}
"""Apps of Django whose tables hold no people: sessions are keys with a number and end after hours."""


def processings() -> tuple[Processing, ...]:
    return privacy.processings()


def holdings() -> Iterator[tuple[Processing, Holding]]:
    for processing in processings():
        for holding in processing.holdings:
            yield processing, holding


def columns() -> Iterator[tuple[type[Model], Field[object, object]]]:
    for model in apps.get_models():
        if model._meta.app_label not in FROM_ELSEWHERE:
            for column in model._meta.concrete_fields:
                yield model, column


def is_personal(column: Field[object, object]) -> bool:
    leads_to_somebody = isinstance(column, ForeignKey) and column.related_model is Person
    return leads_to_somebody or isinstance(column, EmailField) or bool(PERSONAL.search(column.name))


def test_every_column_about_people_is_in_the_record() -> None:
    named = {f"{holding.model}.{name}" for _one, holding in holdings() for name in holding.fields}
    found = {f"{model._meta.label}.{column.name}" for model, column in columns() if is_personal(column)}

    assert sorted(found - named - set(NOT_PERSONAL)) == []


def test_every_table_and_column_of_the_record_exists() -> None:
    for _one, holding in holdings():
        table = holding.table
        for name in holding.fields:
            table._meta.get_field(name)
        if holding.found is not Found.NOBODY:
            assert holding.column
            table._default_manager.filter(**{f"{holding.column}__in": []})


def test_whatever_stays_says_why() -> None:
    assert [
        holding.model
        for _one, holding in holdings()
        if holding.erasure is Erasure.KEEP and not holding.because
    ] == []


@pytest.mark.parametrize("field", ["title", "purpose", "legal_basis", "recipients", "categories", "subjects"])
def test_every_activity_says_what_the_law_asks_for(field: str) -> None:
    assert [one.key for one in processings() if not getattr(one, field)] == []


def test_every_activity_says_how_long_it_keeps() -> None:
    assert [one.key for one in processings() if not one.kept and not one.retentions] == []


def test_every_retention_counts_from_a_column_that_exists() -> None:
    for one in processings():
        for rule in one.retentions:
            assert rule.days > 0
            apps.get_model(rule.model)._meta.get_field(rule.since)
            assert isinstance(rule.said, str | Promise)


def test_nothing_stands_in_the_way_of_erasing_an_account() -> None:
    ways = {
        f"{model._meta.label}.{column.name}": column.remote_field.on_delete
        for model, column in columns()
        if isinstance(column, ForeignKey) and column.related_model is Person
    }

    assert [name for name, way in ways.items() if way not in (CASCADE, SET_NULL)] == []
