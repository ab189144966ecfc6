# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern audit``: verify the log of changes, hand it out, write down its newest digest."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from stadtkern.kernel import audit, audit_export, audit_proof
from stadtkern.kernel.audit_export import Form, Wanted
from stadtkern.kernel.errors import Contradiction, WrongSetting
from stadtkern.settings import register

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_ACTOR = "command line"


@group.callback()
def log() -> None:
    """Protokoll der Änderungen."""
    register.require_migrated()


@group.command()
def verify(
    *,
    anchor: Annotated[
        list[str] | None,
        typer.Option(help="Notierter Anker NUMMER:PRÜFSUMME, mit dem verglichen wird (mehrfach möglich)."),
    ] = None,
) -> None:
    """Die Kette vom Anfang bis zum Ende prüfen; nennt den ersten Eintrag, der nicht passt."""
    verdict = audit_proof.verify(dict(_anchor(text) for text in anchor or ()))
    if verdict.broken is None:
        typer.echo(f"{verdict.entries} Einträge stimmen.")
        typer.echo(f"Anker: {verdict.head.number}:{verdict.head.digest}")
        return
    where = f"Eintrag {verdict.broken}: " if verdict.broken else ""
    raise Contradiction(f"{where}{verdict.sentence} Bis dahin stimmen {verdict.entries} Einträge.")


@group.command()
def anchor() -> None:
    """Nummer und Prüfsumme des letzten Eintrags, zum Aufschreiben an einem anderen Ort."""
    audit.seal()
    head = audit.head()
    typer.echo(f"{head.number}:{head.digest}")


@group.command()
def export(
    *,
    to: Annotated[Path | None, typer.Option(help="Datei; ohne Angabe die Ausgabe.")] = None,
    form: Annotated[str, typer.Option("--format", help="jsonl oder csv.")] = "jsonl",
    since: Annotated[str, typer.Option(help="Erster Tag, JJJJ-MM-TT.")] = "",
    until: Annotated[str, typer.Option(help="Letzter Tag, JJJJ-MM-TT.")] = "",
    action: Annotated[str, typer.Option(help="Nur diese Handlungen, etwa dataset.")] = "",
) -> None:
    """Einträge ausgeben; der Abruf steht selbst im Protokoll."""
    wanted = Wanted(action=action, since=_day(since), until=_day(until))
    lines = audit_export.export(_ACTOR, wanted, _form(form), at=datetime.now(UTC))
    if to is None:
        sys.stdout.writelines(lines)
        return
    with to.open("w", encoding="utf-8", newline="") as file:
        count = sum(1 for line in lines if file.write(line))
    typer.echo(f"{count} Zeilen geschrieben: {to}")


def _form(text: str) -> Form:
    if text == "jsonl":
        return "jsonl"
    if text == "csv":
        return "csv"
    raise WrongSetting(f"--format {text}: jsonl oder csv.")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongSetting(f"{text}: Bitte den Tag als JJJJ-MM-TT angeben.") from error


def _anchor(text: str) -> tuple[int, str]:
    number, _colon, digest = text.partition(":")
    if not number.isdecimal() or len(digest) != 64:
        raise WrongSetting(f"{text}: Bitte den Anker als NUMMER:PRÜFSUMME angeben.")
    return int(number), digest.lower()
