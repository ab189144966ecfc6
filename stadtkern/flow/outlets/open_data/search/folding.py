# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From German text to the terms that are compared: stems for meaning, folded words for typing errors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set
from functools import lru_cache

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

_LONGEST = 60
_LEAST_PART = 4
_WRITTEN_OUT = re.compile(r"(?<![aeouäöüq])([aou])e")
_SHARP = str.maketrans({"ß": "ss", "ä": "a", "ö": "o", "ü": "u"})
_WORD = re.compile(r"[0-9a-z]+")
_LINKS = ("", "s", "n", "en", "es", "er")
"""What joins the parts of a compound."""

_stemmer = (
    TextAnalyzerBuilder(Tokenizer.simple())
    .filter(Filter.remove_long(_LONGEST))
    .filter(Filter.lowercase())
    .filter(Filter.stopword("german"))
    .filter(Filter.stemmer("german"))
    .filter(Filter.ascii_fold())
    .build()
)


def stems(text: str) -> list[str]:
    """The stems of a text in order: lower case, without umlauts, stop words left out."""
    return _stemmer.analyze(text)


def folded(text: str) -> list[str]:
    """The words of a text in order, lower case, umlauts as base letters, however they are written."""
    plain = _WRITTEN_OUT.sub(r"\1", unicodedata.normalize("NFC", text.lower()).translate(_SHARP))
    bare = "".join(sign for sign in unicodedata.normalize("NFD", plain) if not unicodedata.combining(sign))
    return [word[:_LONGEST] for word in _WORD.findall(bare)]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of one word; a stop word is its own."""
    found = stems(word)
    return found[0] if found else word


def parts(words: Iterable[str], known: Set[str]) -> set[str]:
    """Stems that folded compounds are made of, as far as others use them as words of their own.

    ``strassenbaume`` has ``strass`` and ``baum`` when ``known`` has both.
    """
    found: set[str] = set()
    for word in words:
        found |= _parts(word, known)
    return found


def _parts(word: str, known: Set[str]) -> set[str]:
    """The longest known beginning and the longest known end of one word."""
    if len(word) < 2 * _LEAST_PART:
        return set()
    ends = (stem(word[at:]) for at in range(_LEAST_PART, len(word) - _LEAST_PART + 1))
    end = next((one for one in ends if one in known and len(one) >= _LEAST_PART), None)
    begin = next(
        (
            one
            for at in range(len(word) - _LEAST_PART, _LEAST_PART - 1, -1)
            for one in _begins(word[:at], known)
        ),
        None,
    )
    return {one for one in (begin, end) if one is not None}


def _begins(word: str, known: Set[str]) -> list[str]:
    """The stems that a beginning stands for, without what joins it to the rest."""
    bare = (word.removesuffix(link) for link in _LINKS if word.endswith(link))
    return [stem(one) for one in bare if len(one) >= _LEAST_PART and stem(one) in known]
