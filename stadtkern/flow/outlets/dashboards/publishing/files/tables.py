# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table of a tile as CSV and JSON; texts are in the language that is active."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards.shown import Cell, Column, Entry, Number, ShownTile, TableTwin
from stadtkern.flow.outlets.series.words import Facts, SourceFact
from stadtkern.kernel.errors import NotFound
from stadtkern.web.templatetags import web

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes text that starts so for a formula (OWASP, CSV injection)."""
BYTE_ORDER_MARK = "\ufeff"


class NothingToTake(NotFound):
    """Diese Kachel hat keine Werte zum Mitnehmen."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a file was made, and when."""

    dashboard: str
    """Title."""
    address: str
    """Of the tile, absolute."""
    made_at: datetime


def table_of(shown: ShownTile) -> TableTwin:
    """What the tile shows as rows: its table twin, its number, or its list.

    Raises:
        NothingToTake: it shows words or a picture, or may not be shown.
    """
    if shown.table is not None:
        return shown.table
    if shown.number is not None:
        return _number_table(shown.title, shown.number, shown.facts)
    if shown.entries:
        return _entries_table(shown.title, shown.entries)
    raise NothingToTake


def german_csv(shown: ShownTile) -> bytes:
    """For spreadsheets set to German: semicolons, decimal commas, times in Europe/Berlin, UTF-8 with mark."""
    return (BYTE_ORDER_MARK + _separated(table_of(shown), ";", _german)).encode()


def standard_csv(shown: ShownTile) -> bytes:
    """RFC 4180: commas, decimal points, ISO 8601 in UTC, UTF-8 without mark."""
    return _separated(table_of(shown), ",", _standard).encode()


def json_of(shown: ShownTile, origin: Origin) -> bytes:
    """Title, sentence, table and everything about where the values come from; times are UTC."""
    table = table_of(shown)
    return msgspec.json.encode(
        {
            "title": shown.title,
            "dashboard": origin.dashboard,
            "url": origin.address,
            "made_at": origin.made_at,
            "state": shown.state,
            "message": shown.message,
            "summary": shown.sentence,
            "note": shown.note,
            "columns": [
                {"title": one.title, "unit": one.unit, "numeric": one.numeric} for one in table.columns
            ],
            "rows": table.rows,
            "data": _facts(shown.facts),
        }
    )


def heading(column: Column) -> str:
    """Title with unit in brackets (ISO 80000-1)."""
    told = not column.unit or column.unit.casefold() == column.title.casefold()
    return column.title if told else f"{column.title} [{column.unit}]"


def whole_days(column: Column) -> bool:
    """Whether the steps of a column begin with a day of Europe/Berlin, which is then written as a day."""
    return column.step in {"day", "week", "month", "year"}


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands in front of such."""
    return f"'{text}" if text.startswith(FORMULA) else text


def provenance(facts: Facts) -> tuple[tuple[str, str], ...]:
    """What there is to say about the values, as pairs of heading and text."""
    share = 100 * facts.counted / facts.expected if facts.expected else None
    covered = "" if share is None else f"{formats.number_format(min(share, 100.0), 1)} %"
    told = (
        (_("Quelle"), "; ".join(dict.fromkeys(_source(one) for one in facts.sources))),
        (_("Lizenz"), "; ".join(dict.fromkeys(_licence(one) for one in facts.sources if one.licence))),
        (_("Neuester Messwert"), web.moment(facts.newest) if facts.newest else ""),
        (_("Messreihen"), str(facts.streams) if facts.streams else ""),
        (_("Vollständigkeit"), covered),
        (_("Nicht verwendete Werte"), str(facts.left_out) if facts.left_out else ""),
        (_("Zurückgezogene Messreihen"), str(facts.withdrawn) if facts.withdrawn else ""),
        (_("Zum Schutz nicht gezeigte Abschnitte"), str(facts.withheld) if facts.withheld else ""),
        (_("Berechnung"), " ".join(facts.method)),
    )
    return tuple((name, text) for name, text in told if text)


def _source(one: SourceFact) -> str:
    return one.attribution or ", ".join(part for part in (one.title, one.publisher) if part)


def _licence(one: SourceFact) -> str:
    return f"{one.licence} ({one.licence_url})" if one.licence_url else one.licence


def _facts(facts: Facts) -> dict[str, object]:
    return {
        "sources": facts.sources,
        "newest": facts.newest,
        "oldest": facts.oldest,
        "stale": facts.stale,
        "datastreams": facts.streams,
        "withdrawn": facts.withdrawn,
        "expected": facts.expected,
        "counted": facts.counted,
        "left_out": facts.left_out,
        "withheld": facts.withheld,
        "method": facts.method,
        "raw": [{"title": title, "path": path} for title, path in facts.raw],
    }


def _number_table(title: str, number: Number, facts: Facts) -> TableTwin:
    columns = (
        Column(title=_("Kennwert")),
        Column(title=_("Wert"), unit=number.unit, numeric=True, decimals=number.decimals),
        Column(title=_("Zeitraum")),
        Column(title=_("Veränderung"), unit="%", numeric=True, decimals=1),
        Column(title=_("Neuester Messwert")),
    )
    row: tuple[Cell, ...] = (title, number.value, number.period, number.change_percent, facts.newest)
    return TableTwin(caption=title, columns=columns, rows=(row,))


def _entries_table(title: str, entries: Iterable[Entry]) -> TableTwin:
    columns = (Column(title=_("Meldung")), Column(title=_("Text")), Column(title=_("Zeit")))
    return TableTwin(
        caption=title, columns=columns, rows=tuple((one.title, one.text, one.time) for one in entries)
    )


def _separated(table: TableTwin, delimiter: str, said: Callable[[Cell, Column], str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([defused(heading(column)) for column in table.columns])
    for row in table.rows:
        writer.writerow([said(cell, column) for cell, column in zip(row, table.columns, strict=True)])
    return out.getvalue()


def _standard(cell: Cell, column: Column) -> str:
    if isinstance(cell, datetime):
        if whole_days(column):
            return f"{timezone.localtime(cell):%Y-%m-%d}"
        return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(cell, float | int):
        return _plain_number(cell, column)
    return defused(cell or "")


def _german(cell: Cell, column: Column) -> str:
    if isinstance(cell, datetime):
        form = "%d.%m.%Y" if whole_days(column) else "%d.%m.%Y %H:%M"
        return timezone.localtime(cell).strftime(form)
    if isinstance(cell, float | int):
        return _plain_number(cell, column).replace(".", ",")
    return defused(cell or "")


def _plain_number(value: float, column: Column) -> str:
    """As many digits as the table shows and three more, so that nobody reads rounding as measuring."""
    if not math.isfinite(value):
        return ""
    rounded = round(value, column.decimals + 3)
    return f"{rounded:.0f}" if rounded == int(rounded) else f"{rounded!r}"
