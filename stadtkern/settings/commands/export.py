# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern export``: observations into a file."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from stadtkern.kernel import audit
from stadtkern.settings import hand, lake_work

_CITY_TIME = ZoneInfo("Europe/Berlin")


class Format(StrEnum):
    """Formats that the lake writes."""

    CSV = "csv"
    CSV_DE = "csv-de"
    JSON = "json"
    PARQUET = "parquet"
    ARROW = "arrow"


def run(
    codes: Annotated[list[str] | None, typer.Argument(help="Kennungen von Datenströmen; leer: alle.")] = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Datei, die geschrieben wird.")],
    export_format: Annotated[
        Format, typer.Option("--format", help="csv-de: Semikolon, Dezimalkomma.")
    ] = Format.CSV,
    month: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m"], help="Nur diesen Monat, z. B. 2026-05.")
    ] = None,
) -> None:
    """Messwerte ausgeben: ganze Datenströme oder ganze Monate."""
    if not codes and month is None:
        raise typer.BadParameter("bitte Kennungen von Datenströmen oder --month angeben")
    if not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"den Ordner {output.absolute().parent} gibt es nicht")
    start, end = month_of(month) if month else (None, None)
    answer = hand.done(
        lake_work.export, list(codes or []), start, end, export_format.value, str(output.absolute())
    )
    told: dict[str, audit.Fact | list[audit.Fact]] = {"format": export_format.value, "month": start}
    told["codes"] = list[audit.Fact]((codes or [])[:50])
    audit.record("command line", "lake.export", "lake", told, datetime.now(UTC))
    typer.echo(answer)


def month_of(month: datetime) -> tuple[str, str]:
    """First moment of this month and of the next one, Europe/Berlin, ISO 8601 with offset."""
    start = month.replace(day=1, tzinfo=_CITY_TIME)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return start.isoformat(), end.isoformat()
