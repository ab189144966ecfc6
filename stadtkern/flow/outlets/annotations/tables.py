# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A CSV table of events: columns ``titel, art, beginn, ende, ort, beschreibung, link``, one event per row.

Days as 2026-05-31 or 31.05.2026, the last one included; comma, semicolon or tabulator; UTF-8 or Windows-1252.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

from stadtkern.kernel.errors import CityError, Contradiction, PayloadRejected
from stadtkern.kernel.models import Department, Person

from . import naming
from .editing import AnnotationFacts
from .forms import BERLIN
from .models import Extent, Kind

MOST_ROWS = 1_000
_NEEDED = ("titel", "beginn")
_KNOWN = (*_NEEDED, "titel_en", "art", "ende", "ort", "beschreibung", "link")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the table: what is to be noted, or why it cannot be."""

    line: int
    facts: AnnotationFacts | None
    problem: str = ""


def rows(content: bytes, department: Department, person: Person) -> list[Row]:
    """All lines of a table.

    Raises:
        PayloadRejected: too many rows, or no table with the needed columns; German.
    """
    found = list(_lines(_text(content)))
    if len(found) > MOST_ROWS:
        raise PayloadRejected(_("Bitte höchstens %(most)s Ereignisse auf einmal.") % {"most": MOST_ROWS})
    return [_row(line, given, department, person) for line, given in found]


def _text(content: bytes) -> str:
    content = content.replace(b"\0", b"")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    head = text.splitlines()[0] if text.strip() else ""
    separator = max(";,\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    names = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise PayloadRejected(
            _("In der ersten Zeile fehlen die Spalten: %(names)s. Bekannt sind: %(known)s.")
            % {"names": ", ".join(missing), "known": ", ".join(_KNOWN)}
        )
    reader.fieldnames = names
    try:
        for given in reader:
            yield reader.line_num, {key: (given.get(key) or "").strip() for key in _KNOWN}
    except csv.Error as error:
        raise PayloadRejected(_("Zeile %(line)s ist kein CSV.") % {"line": reader.line_num}) from error


def _row(line: int, given: Mapping[str, str], department: Department, person: Person) -> Row:
    try:
        return Row(line=line, facts=_facts(given, department, person))
    except CityError as error:
        return Row(line=line, facts=None, problem=str(error))


def _facts(given: Mapping[str, str], department: Department, person: Person) -> AnnotationFacts:
    title = given["titel"]
    if not title or len(title) > 200:
        raise Contradiction(_("Bitte einen Titel von höchstens 200 Zeichen angeben."))
    first, last = _day(given["beginn"]), _day(given["ende"]) if given["ende"] else None
    if last is not None and last < first:
        raise Contradiction(_("Das Ende muss nach dem Beginn liegen."))
    link = given["link"]
    if link and not link.startswith(("https://", "http://")):
        raise Contradiction(_("Ein Link beginnt mit https://."))
    extent = Extent.THINGS if given["ort"] else Extent.CITY
    return AnnotationFacts(
        title=title,
        title_en=given["titel_en"][:200],
        kind=_kind(given["art"]),
        starts_at=_midnight(first),
        ends_at=_midnight(last + timedelta(days=1)) if last else None,
        department=department,
        extent=extent.value,
        codes=naming.codes_of(given["ort"], extent, person) if given["ort"] else (),
        text=given["beschreibung"][:2000],
        link=link[:500],
    )


def _kind(word: str) -> str:
    if not word:
        return Kind.OTHER.value
    for one in Kind:
        if word.casefold() in {one.value, str(one.label).casefold()}:
            return one.value
    known = ", ".join(str(one.label) for one in Kind)
    raise Contradiction(
        _("Die Art „%(word)s“ gibt es nicht; bekannt sind: %(known)s.") % {"word": word[:40], "known": known}
    )


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            found = datetime.strptime(text, form).replace(tzinfo=BERLIN).date()
        except ValueError:
            continue
        if 1950 <= found.year <= 2100:
            return found
    raise Contradiction(
        _("„%(text)s“ ist kein Tag; richtig ist zum Beispiel 2026-05-31.") % {"text": text[:40]}
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BERLIN).astimezone(UTC)
