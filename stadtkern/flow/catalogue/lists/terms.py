# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a code list is: codes with German and English names, and the base of their IRIs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Term:
    """One code of a list."""

    code: str
    title: str
    title_en: str
    iri: str


class CodeList:
    """A table of terms, in the order in which people should see them."""

    def __init__(
        self, base: str, rows: Iterable[tuple[str, str, str]], *, endings: Mapping[str, str] | None = None
    ) -> None:
        """``rows``: code, German name, English name; ``endings``: of the IRIs, where not the codes."""
        self.base = base
        """The beginning of each IRI, e.g. ``http://publications.europa.eu/resource/authority/frequency/``."""
        self._endings = endings or {}
        self._terms = {
            code: Term(code=code, title=title, title_en=title_en, iri=base + self._endings.get(code, code))
            for code, title, title_en in rows
        }

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def __len__(self) -> int:
        return len(self._terms)

    def __contains__(self, code: object) -> bool:
        return code in self._terms

    def get(self, code: str) -> Term | None:
        """The term of a code; null when the list does not have it."""
        return self._terms.get(code)

    def code_of(self, given: str) -> str:
        """The code that an IRI of this list, or a code in any case, stands for; empty: none."""
        ending = given.strip().rstrip("/").rsplit("/", 1)[-1]
        named = {code.upper(): code for code in self._terms}
        named |= {ending.upper(): code for code, ending in self._endings.items()}
        return named.get(ending.upper(), "")
