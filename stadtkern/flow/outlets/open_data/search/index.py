# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The index of one state of the catalogue: made once, then only read, by any number of threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain

from tantivy import Document, Index, Occur, Query, Schema, SchemaBuilder

from .folding import folded, parts, stem, stems
from .synonyms import SYNONYMS
from .words import FACETS, Card, Found, Searched

_WEIGHTS = {"title": 8.0, "words": 5.0, "places": 4.0, "parts": 2.0, "text": 1.0}
_MEANT = {"title": 3.0, "words": 2.5, "text": 0.4}
"""Weights of a synonym."""
_TYPED, _MISTYPED = 2.5, 1.0
_SURE = 4
"""Shorter words are not looked for with typing errors."""
_MOST_WORDS = 8
_BETWEEN = "\x1f"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Text:
    """What is searched of an entry."""

    __slots__ = ("keywords", "long", "places", "title")

    def __init__(self, *, title: str, keywords: str = "", long: str = "", places: str = "") -> None:
        self.title, self.keywords, self.long, self.places = title, keywords, long, places


class SearchIndex:
    """Answers searches over the entries it was made from."""

    def __init__(self, entries: Iterable[tuple[Card, Text]]) -> None:
        self._cards: list[Card] = []
        texts: list[Text] = []
        for card, text in entries:
            self._cards.append(card)
            texts.append(text)
        self._marks = [_marks(card) for card in self._cards]
        self._schema = _schema()
        self._index = Index(self._schema)
        self._fill(texts)
        self._searcher = self._index.searcher()
        self._newest = sorted(range(len(self._cards)), key=self._age, reverse=True)
        self._by_title = sorted(range(len(self._cards)), key=lambda n: " ".join(folded(self._cards[n].title)))

    def __len__(self) -> int:
        return len(self._cards)

    @property
    def keys(self) -> frozenset[str]:
        """Of all entries."""
        return frozenset(card.key for card in self._cards)

    def search(self, searched: Searched) -> Found:
        """All entries that fit, and the counts of the facets."""
        terms = _terms(searched.text)
        loose = False
        if not terms:
            numbers: Sequence[int] = self._newest
        else:
            numbers = self._hits(terms, searched.typing, every=True)
            if not numbers and len(terms) > 1:
                numbers, loose = self._hits(terms, searched.typing, every=False), True
        chosen = {facet: set(values) for facet, values in searched.chosen.items() if values}
        shown, counts = self._faceted(numbers, chosen)
        cards = tuple(self._cards[n] for n in self._ordered(shown, searched))
        return Found(cards=cards, counts=counts, loose=loose and bool(cards))

    def _hits(self, terms: Sequence[tuple[str, str]], typing: bool, *, every: bool) -> list[int]:
        """Numbers of the entries with these words, best first."""
        occurs = Occur.Must if every else Occur.Should
        last = len(terms) - 1
        asked = [(occurs, self._term(*term, prefix=typing and n == last)) for n, term in enumerate(terms)]
        hits = self._searcher.search(Query.boolean_query(asked), limit=max(len(self), 1), count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _score, address in hits])
        return [int(number) for number in numbers if number is not None]

    def _term(self, word: str, base: str, *, prefix: bool) -> Query:
        """One word in all its forms: as it is, as part of another, as a synonym, unfinished, mistyped."""
        schema = self._schema
        some = [
            Query.boost_query(Query.term_query(schema, field, base), weight)
            for field, weight in _WEIGHTS.items()
        ]
        some += [
            Query.boost_query(Query.term_query(schema, field, other), weight)
            for other in SYNONYMS.get(base, ())
            for field, weight in _MEANT.items()
        ]
        if prefix:
            begun = Query.fuzzy_term_query(schema, "names", word, distance=0, prefix=True)
            some.append(Query.boost_query(begun, _TYPED))
        if len(word) >= _SURE:
            errors = 1 if len(word) < 2 * _SURE else 2
            near = Query.fuzzy_term_query(schema, "names", word, distance=errors, prefix=prefix)
            some.append(Query.boost_query(near, _MISTYPED))
        return Query.boolean_query([(Occur.Should, one) for one in some])

    def _faceted(
        self, numbers: Sequence[int], chosen: Mapping[str, set[str]]
    ) -> tuple[list[int], dict[str, dict[str, int]]]:
        """What the chosen values leave; a facet counts what its other values would leave."""
        if not chosen:
            return list(numbers), _split(Counter(chain.from_iterable(self._marks[n] for n in numbers)))
        shown: list[int] = []
        counters: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
        for n in numbers:
            values = self._cards[n].values
            missed = [facet for facet, wanted in chosen.items() if wanted.isdisjoint(values.get(facet, ()))]
            if not missed:
                shown.append(n)
            if len(missed) < 2:
                for facet in missed or FACETS:
                    counters[facet].update(values.get(facet, ()))
        return shown, {facet: dict(counter.most_common()) for facet, counter in counters.items()}

    def _ordered(self, numbers: list[int], searched: Searched) -> list[int]:
        if searched.order == "treffer" and searched.text:
            return numbers
        kept = set(numbers)
        order = self._by_title if searched.order == "titel" else self._newest
        return [n for n in order if n in kept]

    def _age(self, n: int) -> datetime:
        return self._cards[n].modified or self._cards[n].issued or _LONG_AGO

    def _fill(self, texts: Sequence[Text]) -> None:
        analysed = [_analysed(text) for text in texts]
        known = {one for found in analysed for field in ("title", "words") for one in found[field]}
        known |= set(SYNONYMS)
        writer = self._index.writer(heap_size=32_000_000, num_threads=1)
        compounds: dict[str, set[str]] = {}
        for number, found in enumerate(analysed):
            document = Document()
            document.add_unsigned("number", number)
            for field in ("title", "words", "text", "places", "names"):
                document.add_text(field, " ".join(found[field]))
            document.add_text("parts", " ".join(_compounds(found["names"], known, compounds)))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()


def _marks(card: Card) -> tuple[str, ...]:
    """Facets with their values as single texts, which are counted fastest."""
    return tuple(f"{facet}{_BETWEEN}{value}" for facet, values in card.values.items() for value in values)


def _split(counted: Counter[str]) -> dict[str, dict[str, int]]:
    """The counts of marks by facet and value, most frequent first."""
    found: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    for mark, times in counted.most_common():
        facet, _between, value = mark.partition(_BETWEEN)
        found[facet][value] = times
    return found


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("number", stored=False, indexed=False, fast=True)
    for field in ("title", "words", "text", "places", "names", "parts"):
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _analysed(text: Text) -> dict[str, list[str]]:
    names = folded(f"{text.title} {text.keywords} {text.places}")
    return {
        "title": stems(text.title),
        "words": stems(text.keywords),
        "text": stems(text.long),
        "places": stems(text.places),
        "names": list(dict.fromkeys(names)),
    }


def _compounds(words: Iterable[str], known: set[str], told: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    for word in words:
        if word not in told:
            told[word] = parts((word,), known)
        found |= told[word]
    return found


def _terms(text: str) -> list[tuple[str, str]]:
    """The words of a search: folded, and as stems; stop words are left out unless there is nothing else."""
    words = folded(text)[:_MOST_WORDS]
    pairs = [(word, stem(word)) for word in words]
    telling = [pair for pair in pairs if stems(pair[0])]
    return telling or pairs
