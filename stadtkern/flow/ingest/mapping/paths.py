# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSONPath (RFC 9535): where in a document something stands.

Queries of names, indexes and wildcards are walked directly; all others go through the library. In documents
that were XML a single element is no list: there ``[*]`` and ``[0]`` also mean the element itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from jsonpath import CompoundJSONPath, JSONPathEnvironment, JSONPathError
from jsonpath.path import JSONPath
from jsonpath.segments import JSONPathChildSegment
from jsonpath.selectors import IndexSelector, NameSelector, WildcardSelector

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.kernel.errors import CityError


class PathRefused(CityError):
    """Das ist kein Pfad nach JSONPath (RFC 9535)."""


class _Missing:
    """Nothing stands there."""


class _Each:
    """All members or items."""


MISSING = _Missing()
EACH = _Each()
Step: TypeAlias = str | int | _Each
_ENVIRONMENT = JSONPathEnvironment(strict=True)


@dataclass(frozen=True, slots=True)
class Query:
    """A path that was read."""

    text: str
    steps: tuple[Step, ...] | None
    """Null: it needs the library."""
    compiled: JSONPath

    @property
    def single(self) -> bool:
        """Whether it finds one place at most (RFC 9535, 2.3.5.1: singular query)."""
        return self.steps is not None and EACH not in self.steps

    def one(self, document: Json, *, loose: bool = False) -> Json | _Missing:
        """What stands there, the first when there are many, or ``MISSING``; ``loose``: it was XML."""
        if self.steps is None or EACH in self.steps:
            return next(iter(self.all(document, loose=loose)), MISSING)
        here = document
        for step in self.steps:
            if type(step) is str and type(here) is dict:
                if step not in here:
                    return MISSING
                here = here[step]
            elif (found := _step(here, step, loose)) is MISSING:
                return MISSING
            else:
                here = found  # type: ignore[assignment]  # MISSING was excluded above
        return here

    def all(self, document: Json, *, loose: bool = False) -> Sequence[Json]:
        """All that stand there."""
        if self.steps is None:
            return list(self.compiled.findall(document))  # type: ignore[arg-type]  # Json is what it takes
        here: Sequence[Json] = [document]
        for step in self.steps:
            here = [one for value in here for one in _steps(value, step, loose)]
        return here


@lru_cache(maxsize=5_000)
def query(text: str) -> Query:
    """Read a path.

    Raises:
        PathRefused: it breaks the grammar.
    """
    try:
        compiled = _ENVIRONMENT.compile(text.strip() or ".")
    except (JSONPathError, RecursionError) as error:
        said = str(error).splitlines()[0] if str(error) else ""
        raise PathRefused(f"„{text}“ ist kein Pfad nach JSONPath, z. B. $.temperatur ({said}).") from error
    if isinstance(compiled, CompoundJSONPath):
        raise PathRefused(f"„{text}“ besteht aus mehreren Pfaden; möglich ist einer.")
    return Query(text=text.strip(), steps=_plain(compiled), compiled=compiled)


def wrapped(found: Query, record: Json) -> Json | _Missing:
    """A document in which the query finds exactly this record; ``MISSING``: that cannot be made."""
    if found.steps is None:
        return MISSING
    document: Json = record
    for step in reversed(found.steps):
        if isinstance(step, str):
            document = {step: document}
        elif step in {0, -1} or step is EACH:
            document = [document]
        else:
            return MISSING
    return document


def _plain(compiled: JSONPath) -> tuple[Step, ...] | None:
    steps: list[Step] = []
    for segment in compiled.segments:
        if not isinstance(segment, JSONPathChildSegment) or len(segment.selectors) != 1:
            return None
        selector = segment.selectors[0]
        if isinstance(selector, NameSelector):
            steps.append(selector.name)
        elif isinstance(selector, IndexSelector):
            steps.append(selector.index)
        elif isinstance(selector, WildcardSelector):
            steps.append(EACH)
        else:
            return None
    return tuple(steps)


def _steps(value: Json, step: Step, loose: bool) -> Iterator[Json]:
    if not isinstance(step, _Each):
        found = _step(value, step, loose)
        if not isinstance(found, _Missing):
            yield found
    elif isinstance(value, list):
        yield from value
    elif loose and value is not None:
        yield value
    elif isinstance(value, Mapping):
        yield from value.values()


def _step(value: Json, step: Step, loose: bool) -> Json | _Missing:
    if isinstance(step, str):
        return value.get(step, MISSING) if isinstance(value, Mapping) else MISSING
    if isinstance(step, int) and isinstance(value, list):
        return value[step] if -len(value) <= step < len(value) else MISSING
    return value if loose and step in {0, -1} and value is not None else MISSING
