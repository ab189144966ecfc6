# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A mapping as somebody wrote it: understood, or refused with a German sentence that names the field."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

import msgspec

from stadtkern.kernel.domain import Domain
from stadtkern.kernel.errors import CityError

from .documents import JSON, Form
from .moments import TimeUnreadable, zone
from .reading import Reader
from .words import Mapping


class MappingRefused(CityError):
    """Die Zuordnung ist nicht brauchbar."""


_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"Object missing required field `(.+?)`", "es fehlt „{0}“"),
    (r"Object contains unknown field `(.+?)`", "„{0}“ gibt es nicht"),
    (r"Expected `array` of length >= (\d+)", "es muss mindestens {0} Eintrag geben"),
    (r"Expected `(?:array|object)` of length <= (\d+)", "es sind mehr als {0} Einträge"),
    (r"Expected `str` of length >= (\d+)", "es darf nicht leer sein"),
    (r"Expected `str` of length <= (\d+)", "es sind mehr als {0} Zeichen"),
    (r"Expected `str` matching regex .*", "erlaubt sind Buchstaben, Ziffern, Punkt, _ und -"),
    (r"Invalid enum value (.+?)", "{0} gibt es nicht"),
    (r"Expected `(\w+).*`, got `(\w+).*`", "erwartet wird {0}, hier steht {1}"),
)
_KINDS = {
    "str": "ein Text",
    "int": "eine ganze Zahl",
    "float": "eine Zahl",
    "bool": "ja oder nein",
    "array": "eine Liste",
    "object": "ein Objekt",
    "null": "nichts",
}


def checked(raw: object, domain: Domain, *, form: Form = JSON) -> Mapping:
    """The mapping for a source of this domain.

    Raises:
        MappingRefused: something in it is missing, unknown or contradicts the rest.
    """
    mapping = understood(raw)
    codes = Counter(field.series or field.quantity for field in mapping.fields)
    doubled = [code for code, times in codes.items() if times > 1]
    if doubled:
        raise MappingRefused(
            f"Zwei Felder führen zum selben Datenstrom „{doubled[0]}“; bitte eine eigene Kennung vergeben."
        )
    try:
        _check_time(mapping)
        Reader(mapping, source_key="probe", quantities=domain.measurable, form=form)
    except CityError as error:
        raise MappingRefused(str(error)) from error
    return mapping


def understood(raw: object) -> Mapping:
    """The words of a mapping, whatever the domain.

    Raises:
        MappingRefused: a word is missing, unknown or of the wrong kind.
    """
    try:
        return msgspec.convert(raw, Mapping)
    except msgspec.ValidationError as error:
        raise MappingRefused(german(error)) from error


def form_of(raw: object) -> Form:
    """The words that say how payloads are written.

    Raises:
        MappingRefused: a word is unknown or of the wrong kind.
    """
    try:
        return msgspec.convert(raw, Form)
    except msgspec.ValidationError as error:
        raise MappingRefused(german(error)) from error


def german(error: msgspec.ValidationError) -> str:
    """What is wrong with which field, in German."""
    said, _, place = str(error).partition(" - at `$")
    where = place.rstrip("`").lstrip(".").replace("[...]", "")
    for pattern, sentence in _SENTENCES:
        match = re.fullmatch(pattern, said)
        if match:
            said = sentence.format(*(_KINDS.get(part, part) for part in match.groups()))
            break
    return f"{where}: {said}." if where else f"{said[:1].upper()}{said[1:]}."


def _check_time(mapping: Mapping) -> None:
    zone(mapping.time.zone)
    if mapping.time.form == "pattern":
        now = datetime(2026, 8, 1, 12, tzinfo=UTC)
        try:
            datetime.strptime(now.strftime(mapping.time.pattern), mapping.time.pattern)  # noqa: DTZ007
        except ValueError as error:
            raise TimeUnreadable(
                f"Das Muster „{mapping.time.pattern}“ der Zeit ist nicht brauchbar ({error})."
            ) from error
        if not mapping.time.pattern:
            raise TimeUnreadable("Es fehlt das Muster der Zeit, z. B. %d.%m.%Y %H:%M.")
