# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of fibre at addresses; what people ask is not kept."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from stadtkern.flow.collections import reading
from stadtkern.flow.collections.models import FeatureCollection

from .addresses import Address, comparable, comparable_town
from .collections import FIBRE

_MOST_KEPT = 1_000_000
"""Addresses that are kept in memory for checks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a provider said about an address."""

    postal_code: str
    town: str
    state: str
    provider: str
    from_day: date | None
    most_mbit: float | None
    as_of: date | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is known of one address that was asked about."""

    asked: str
    readable: bool
    """False: no address could be read from the line."""
    known: tuple[Known, ...] = ()
    """One per provider; empty: nothing is known."""
    several_towns: bool = False
    """True when the address exists in several towns and none was named."""


_Index = Mapping[str, tuple[Known, ...]]


@dataclass(kw_only=True)
class _Kept:
    revision: int = -1
    index: _Index | None = None


_KEPT = _Kept()
_LOCK = threading.Lock()


def collection() -> FeatureCollection | None:
    """The collection, when it is public and holds addresses."""
    return FeatureCollection.objects.public().filter(key=FIBRE.key, features__gt=0).first()


def check(asked: Sequence[Address | str]) -> list[Answer]:
    """What is known of these addresses, in their order.

    Raises:
        LakeUnavailable: the lake cannot be read.
    """
    found = collection()
    index: _Index = {} if found is None else _index(found)
    return [_answer(one, index) for one in asked]


def _answer(asked: Address | str, index: _Index) -> Answer:
    if isinstance(asked, str):
        return Answer(asked=asked, readable=False)
    here = index.get(comparable(asked.street, asked.number), ())
    if asked.code:
        here = tuple(one for one in here if one.postal_code in ("", asked.code))
    elif asked.town:
        town = comparable_town(asked.town)
        here = tuple(one for one in here if not one.town or comparable_town(one.town) == town)
    towns = {(one.postal_code, comparable_town(one.town)) for one in here}
    several = len(towns) > 1 and not asked.code and not asked.town
    return Answer(asked=str(asked), readable=True, known=() if several else here, several_towns=several)


def _index(found: FeatureCollection) -> _Index:
    """All addresses in memory until the collection changes: a check of 1,000 takes milliseconds."""
    with _LOCK:
        if _KEPT.index is None or _KEPT.revision != found.revision:
            _KEPT.index, _KEPT.revision = _read(found), found.revision
        return _KEPT.index


def _read(found: FeatureCollection) -> _Index:
    question = replace(reading.question(found), geometry="none", limit=None)
    index: dict[str, tuple[Known, ...]] = {}
    number = 0
    for batch in reading.stream(question):
        for row in batch.to_pylist():
            number += 1
            if number > _MOST_KEPT:
                return index
            place = comparable(_text(row, "street"), _text(row, "house_number"))
            index[place] = (*index.get(place, ()), _known(row))
    return index


def _known(row: Mapping[str, object]) -> Known:
    from_day, as_of, most = row.get("from_day"), row.get("as_of"), row.get("most_mbit")
    return Known(
        postal_code=_text(row, "postal_code"),
        town=_text(row, "town"),
        state=_text(row, "state"),
        provider=_text(row, "provider"),
        from_day=from_day if isinstance(from_day, date) else None,
        most_mbit=most if isinstance(most, float) else None,
        as_of=as_of if isinstance(as_of, date) else None,
    )


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def forget() -> None:
    """Read the addresses anew at the next check."""
    with _LOCK:
        _KEPT.index, _KEPT.revision = None, -1


def states(answers: Iterable[Answer]) -> dict[str, int]:
    """How many addresses have which state; ``""``: nothing is known."""
    found: dict[str, int] = {}
    for answer in answers:
        state = answer.known[0].state if answer.known else ""
        found[state] = found.get(state, 0) + 1
    return found
