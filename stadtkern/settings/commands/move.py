# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern move``: from one machine to PostgreSQL and buckets, and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from stadtkern.kernel.errors import WrongSetting
from stadtkern.settings import hand, work
from stadtkern.settings.env import Knobs
from stadtkern.settings.keeping import moving
from stadtkern.settings.keeping.stores import stores_of
from stadtkern.settings.work import number


def run(
    *,
    to_postgres: Annotated[
        str, typer.Option(help="Register dorthin: postgresql://benutzer:passwort@rechner/datenbank.")
    ] = "",
    lake_catalogue: Annotated[
        str, typer.Option(help="Katalog des Datensees dorthin; leer: in dieselbe Datenbank.")
    ] = "",
    lake_files: Annotated[
        str, typer.Option(help="Dateien des Datensees dorthin: Ordner oder s3://bucket/pfad.")
    ] = "",
    files: Annotated[
        str, typer.Option(help="Hochgeladene Dateien dorthin: s3://bucket/pfad; leer: Datenordner.")
    ] = "",
    data: Annotated[
        Path | None, typer.Option(help="Datenordner am Ziel; leer: der jetzige (Schlüssel bleiben dort).")
    ] = None,
    to_embedded: Annotated[
        Path | None, typer.Option(help="Alles in diesen leeren Datenordner: eine Stadt auf einem Rechner.")
    ] = None,
) -> None:
    """Eine Stadt umziehen: kopiert alles, vergleicht Zeile für Zeile und lässt die Quelle, wie sie ist."""
    knobs = settings.KNOBS
    if bool(to_postgres) == bool(to_embedded):
        raise WrongSetting("Bitte entweder --to-postgres oder --to-embedded angeben.")
    if to_postgres and not lake_files:
        raise WrongSetting("Bitte mit --lake-files sagen, wohin die Dateien des Datensees sollen.")
    target = replace(
        knobs,
        database=to_postgres,
        lake_catalogue=(lake_catalogue or to_postgres) if to_postgres else "",
        lake_files=_absolute(lake_files) if to_postgres else "",
        files=files if to_postgres else "",
        data=(to_embedded or data or knobs.data).absolute(),
    )
    with hand.bar() as listener, work.heard_by(listener):
        done = moving.move(stores_of(knobs), stores_of(target), note=work.note)
    typer.echo(
        f"Umgezogen und Zeile für Zeile verglichen: {number(done.tables)} Tabellen mit {number(done.rows)} "
        f"Zeilen, im Datensee {number(done.lake_tables)} Tabellen mit {number(done.lake_rows)} Zeilen, "
        f"{number(done.files)} Dateien. Die Quelle ist unverändert.\n\nEinstellungen am Ziel:"
    )
    for line in _settings(target):
        typer.echo(f"  {line}")


def _settings(target: Knobs) -> list[str]:
    named = {
        "STADTKERN_DATA": str(target.data),
        "STADTKERN_DATABASE": target.database,
        "STADTKERN_LAKE_CATALOGUE": target.lake_catalogue,
        "STADTKERN_LAKE_FILES": target.lake_files,
        "STADTKERN_FILES": target.files,
    }
    return [f"{name}={value}" if value else f"{name} weglassen" for name, value in named.items()]


def _absolute(place: str) -> str:
    return place if "://" in place else str(Path(place).absolute())
