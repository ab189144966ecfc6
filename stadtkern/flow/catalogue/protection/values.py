# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What values say about persons: patterns over whole arrays, doubtful ones looked at again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from .given_names import GIVEN_NAMES

_NAME = "[A-ZÄÖÜ][a-zäöüßé]+(?:-[A-ZÄÖÜ][a-zäöüßé]+)?"
_GIVEN = "|".join(sorted(GIVEN_NAMES))
_TITLE = r"(?:(?:Dr\.|Prof\.|Herrn?|Frau)\s+)*"
_STREETS = "straße|strasse|str[.]|weg|allee|gasse|platz|ring|damm|ufer|steig|chaussee"
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
PATTERNS: dict[str, str] = {
    "email": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
    "phone": r"(?:^|[^0-9A-Za-z.,+/-])"
    r"(?:(?:\+49|0049)[ 0-9()/-]{7,}|0[1-9][0-9]{1,4} ?[/ -] ?[0-9]{3,}(?:[ -]?[0-9]{2,})*)(?:$|[^0-9])",
    "iban": r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?\b",
    "plate": r"^[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[ -]?[1-9][0-9]{0,3}[EH]?$",
    "person": rf"^{_TITLE}(?:(?:{_GIVEN})(?:[ -]{_NAME})?\s+{_NAME}|{_NAME},\s*(?:{_GIVEN})(?:[ -]{_NAME})?)$"
    rf"|\b(?:Herrn?|Frau)\s+(?:Dr\.\s+)?{_NAME}",
    "identifier": r"^[0-9]{2}[0-3][0-9][01][0-9][0-9]{2} ?[A-Z] ?[0-9]{3}$",
    "address": rf"(?i)[a-zäöüß. -](?:{_STREETS})\s+[1-9][0-9]{{0,3}}\s?[a-z]?\b",
    "device": rf"\b(?:[0-9A-Fa-f]{{2}}[:-]){{5}}[0-9A-Fa-f]{{2}}\b|^(?:{_BYTE}\.){{3}}{_BYTE}$",
}
"""RE2 patterns by check; the numbers of old-age insurance stand for identifiers."""
_STREET = re.compile(
    r"(?i)stra(ß|ss)e|str\.|platz|weg\b|allee|ring\b|brücke|schule|kirche|haus\b|park\b|denkmal|stiftung"
)
_DATE = r"^(?:[0-3]?[0-9]\.[01]?[0-9]\.(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9].*)$"
DATES = "dates"
"""Values that look like days; with a name that speaks of birth they are dates of birth."""


def hits(values: pa.StringArray) -> dict[str, int]:
    """How many values each pattern finds; those without any are missing."""
    found = {check: _count(values, check, pattern) for check, pattern in PATTERNS.items()}
    found[DATES] = _matching(values, _DATE)
    return {check: number for check, number in found.items() if number}


def _count(values: pa.StringArray, check: str, pattern: str) -> int:
    sure = _SURE.get(check)
    mask = pc.match_substring_regex(values, pattern)
    if sure is None:
        return mask.true_count
    return sum(1 for value in values.filter(mask).to_pylist() if value is not None and sure(value))


def _matching(values: pa.StringArray, pattern: str) -> int:
    return pc.match_substring_regex(values, pattern).true_count


def _is_iban(value: str) -> bool:
    """Whether the checksum holds (ISO 13616, MOD 97-10 of ISO/IEC 7064)."""
    found = re.search(PATTERNS["iban"], value)
    plain = found[0].replace(" ", "") if found else ""
    turned = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])
    return bool(turned) and int(turned) % 97 == 1


def _is_person(value: str) -> bool:
    return not _STREET.search(value)


def _is_phone(value: str) -> bool:
    """Groups of digits of an IBAN look like a number too."""
    return not re.search(PATTERNS["iban"], value)


_SURE: dict[str, Callable[[str], bool]] = {"iban": _is_iban, "person": _is_person, "phone": _is_phone}
