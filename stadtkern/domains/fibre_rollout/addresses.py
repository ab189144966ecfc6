# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses as people write them, made comparable."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from stadtkern.kernel.errors import LimitExceeded, PayloadRejected

MOST = 1_000
"""Addresses of one check."""
MOST_CHARACTERS = 200_000
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_STREET = re.compile(r"str(?:\.|asse)?$")
_LINE = re.compile(
    r"^(?P<street>.*?\D)\s*(?P<number>\d+\s*[a-zA-Z]?(?:\s*[-/]\s*\d+\s*[a-zA-Z]?)?)"
    r"(?:\s*[,;]?\s*(?P<code>\d{5})?\s*(?P<town>[^\d,;]*))?$"
)
_COLUMNS = {
    "strasse": "street", "straße": "street", "street": "street",
    "hausnummer": "number", "hausnr": "number", "hnr": "number", "nr": "number", "house_number": "number",
    "plz": "code", "postleitzahl": "code", "postal_code": "code",
    "ort": "town", "stadt": "town", "town": "town",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address that somebody asks about."""

    street: str
    number: str
    code: str = ""
    """Postal code; empty when it was not given."""
    town: str = ""

    def __str__(self) -> str:
        place = " ".join(part for part in (self.code, self.town) if part)
        return ", ".join(part for part in (f"{self.street} {self.number}".strip(), place) if part)


def comparable(street: str, number: str) -> str:
    """Street and house number without what people write differently."""
    return f"{_street(street)}|{_plain(number)}"


def comparable_town(town: str) -> str:
    """A town without what people write differently."""
    return _plain(town)


def addresses(text: str) -> list[Address | str]:
    """The addresses of a text, one per line, or of a CSV with header; a line that is none stays as text.

    Raises:
        PayloadRejected: the text is empty, or the CSV lacks street or house number.
        LimitExceeded: more than ``MOST`` addresses.
    """
    if len(text) > MOST_CHARACTERS:
        raise LimitExceeded(f"Der Text ist zu lang; höchstens {MOST} Adressen auf einmal.")
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines:
        raise PayloadRejected(
            "Bitte mindestens eine Adresse eingeben, zum Beispiel „Hauptstraße 12a, 69117 Heidelberg“."
        )
    found = list(_table(lines)) if _is_table(lines[0]) else [_line(line) for line in lines]
    if len(found) > MOST:
        raise LimitExceeded(f"Das sind {len(found)} Adressen; höchstens {MOST} werden auf einmal geprüft.")
    return found


def _is_table(header: str) -> bool:
    return any(name in _COLUMNS for name in _names(header))


def _names(header: str) -> list[str]:
    return [name.strip().strip('"').lower() for name in re.split(r"[;,\t]", header)]


def _table(lines: list[str]) -> Iterator[Address | str]:
    delimiter = max(";,\t", key=lines[0].count)
    header = [_COLUMNS.get(name, "") for name in _names(lines[0])]
    if not {"street", "number"} <= set(header):
        raise PayloadRejected(
            "Die Kopfzeile muss die Spalten „strasse“ und „hausnummer“ nennen, dazu „plz“ und „ort“."
        )
    for cells in csv.reader(io.StringIO("\n".join(lines[1:])), delimiter=delimiter):
        given = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
        address = Address(
            street=given.get("street", ""),
            number=given.get("number", ""),
            code=given.get("code", ""),
            town=given.get("town", ""),
        )
        yield address if address.street and address.number else delimiter.join(cells)


def _line(line: str) -> Address | str:
    found = _LINE.match(line)
    if found is None or not any(char.isalpha() for char in found["street"]):
        return line
    return Address(
        street=found["street"].strip(" ,;"),
        number=found["number"].strip(),
        code=found["code"] or "",
        town=(found["town"] or "").strip(),
    )


def _street(street: str) -> str:
    plain = _plain(street.replace("Str.", "str").replace("str.", "str"))
    return _STREET.sub("strasse", plain)


def _plain(text: str) -> str:
    small = text.lower().translate(_UMLAUTS)
    letters = unicodedata.normalize("NFKD", small).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", letters)
