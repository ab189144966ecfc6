# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the record of processing activities (Art. 30 GDPR): what each part says about its own tables.

A part that keeps data about people has a ``privacy.py`` with ``PROCESSING``, which ``settings.wiring``
declares here. From the same words come the record, export and erasure for a person, and the retention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise

if TYPE_CHECKING:
    from .models import Person


class Found(StrEnum):
    """How the rows of somebody are found."""

    EMAIL = "email"
    """A column holds the address of e-mail."""
    PERSON = "person"
    """A foreign key leads to the account."""
    NAME = "name"
    """A column holds the user name."""
    NOBODY = "nobody"
    """Rows are about people, but lead to no account and no address that could be asked with."""


class Erasure(StrEnum):
    """What happens to rows of somebody who is erased."""

    DELETE = "delete"
    BLANK = "blank"
    """The personal fields are emptied; the rest stays."""
    RENAME = "rename"
    """The user name becomes ``ERASED``."""
    KEEP = "keep"
    """It stays, for the reason that is given."""


ERASED = "gelöschtes Konto"
"""Stands where a user name stood."""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A table with data about people."""

    model: str
    """``app.Model``."""
    fields: tuple[str, ...]
    """The columns that say something about a person."""
    found: Found
    column: str = ""
    """The column, or the path of columns, by which rows are found."""
    erasure: Erasure
    because: str | Promise = ""
    """Why it stays; needed with ``KEEP``."""
    erase: Callable[[Person, datetime], int] | None = None
    """Erases in another way than by column; how many rows."""
    secret: tuple[str, ...] = ()
    """Columns that are never handed out, because they open doors."""

    @property
    def table(self) -> type[Model]:
        """The model behind the name."""
        return apps.get_model(self.model)


def written_by(model: str, column: str = "created_by") -> Holding:
    """A column with the user name of whoever did something at work."""
    return Holding(model=model, fields=(column,), found=Found.NAME, column=column, erasure=Erasure.RENAME)


Remove = Callable[[datetime, timedelta, str], int]
"""Removes what is older than a time, at a moment, by a named rule; how many."""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long rows stay."""

    model: str
    days: int
    since: str = ""
    """Column with the moment or day from which the days count; not needed with ``remove``."""
    blank: tuple[str, ...] = ()
    """Only these columns are emptied; without any the rows are deleted."""
    where: Mapping[str, object] = field(default_factory=dict)
    """Which rows; all by default."""
    said: str | Promise
    """The rule for people: ``ein Jahr nach Eingang``."""
    remove: Remove | None = None
    """For tables that are not simply deleted from."""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What people agree to, and how they take it back (Art. 7 GDPR)."""

    version: str
    """Day of the text."""
    text: str | Promise
    withdraw: Callable[[Person, datetime], object]
    """Ends what was agreed to."""


@dataclass(frozen=True, kw_only=True)
class Processing:
    """One processing activity (Art. 30 (1) GDPR)."""

    key: str
    title: str | Promise
    purpose: str | Promise
    legal_basis: str | Promise
    categories: tuple[str | Promise, ...]
    """Kinds of personal data."""
    subjects: tuple[str | Promise, ...]
    """Kinds of people."""
    recipients: str | Promise
    """Who gets to see it; transfers to third countries are said here too."""
    holdings: tuple[Holding, ...] = ()
    retentions: tuple[Retention, ...] = ()
    kept: str | Promise = ""
    """How long data stays for which no retention runs by itself."""
    consent: Consent | None = None

    @property
    def retention_days(self) -> int | None:
        """The longest retention [d]; none when no rule runs by itself."""
        return max((rule.days for rule in self.retentions), default=None)

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the tables."""
        return tuple(dict.fromkeys(holding.model for holding in self.holdings))


_DECLARED: dict[str, Processing] = {}


WORK = "work"
"""The activity to which belongs who has made, decided or confirmed something; single tables join it."""


def declare(words: Iterable[Processing | Holding]) -> None:
    """Replace the record of this process; tables without an activity of their own belong to ``WORK``.

    Raises:
        ValueError: a key is declared twice.
    """
    told = list(words)
    loose = tuple(word for word in told if isinstance(word, Holding))
    given = [
        replace(word, holdings=(*word.holdings, *loose)) if word.key == WORK else word
        for word in told
        if isinstance(word, Processing)
    ]
    keys = [processing.key for processing in given]
    doubled = sorted({key for key in keys if keys.count(key) > 1})
    if doubled:
        raise ValueError(f"processing declared twice: {', '.join(doubled)}")
    _DECLARED.clear()
    _DECLARED.update({processing.key: processing for processing in given})


def processings() -> tuple[Processing, ...]:
    """The record of this city, by title."""
    return tuple(sorted(_DECLARED.values(), key=lambda processing: str(processing.title)))


def processing(key: str) -> Processing:
    """One activity of the record.

    Raises:
        KeyError: there is none.
    """
    return _DECLARED[key]
