# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern privacy``: hand out or erase what the city knows about somebody, enforce retention."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from stadtkern.kernel import data_subjects, retaining
from stadtkern.kernel.data_subjects import Subject
from stadtkern.kernel.errors import NotFound
from stadtkern.settings import register

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_ACTOR = "command line"
_Address = Annotated[str, typer.Argument(help="E-Mail-Adresse, die nachweislich der Person gehört.")]


@group.callback()
def privacy() -> None:
    """Auskunft, Löschung, Aufbewahrung."""
    register.require_migrated()


@group.command()
def export(
    email: _Address,
    *,
    to: Annotated[Path | None, typer.Option(help="Datei; ohne Angabe die Ausgabe.")] = None,
) -> None:
    """Alles ausgeben, was die Stadt über jemanden gespeichert hat (Art. 15 DSGVO)."""
    now = datetime.now(UTC)
    subject = _known(email)
    told = json.dumps(data_subjects.export(subject, now), ensure_ascii=False, indent=2)
    data_subjects.record_export(_ACTOR, subject, at=now)
    if to is None:
        typer.echo(told)
        return
    to.touch(mode=0o600)
    to.write_text(told, encoding="utf-8")
    typer.echo(f"Geschrieben: {to}")


@group.command()
def erase(
    email: _Address,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage.")] = False,
) -> None:
    """Löschen, was über jemanden gelöscht werden darf (Art. 17 DSGVO); sagt, was bleibt und warum."""
    subject = _known(email)
    if not yes:
        accounts = ", ".join(subject.names) or "keine Konten"
        typer.confirm(f"{data_subjects.known(subject)} Zeilen, {accounts}: endgültig löschen?", abort=True)
    done = data_subjects.erase(_ACTOR, subject, at=datetime.now(UTC))
    for outcome in done.outcomes:
        what = f"bleibt: {outcome.holding.because}" if outcome.kept else str(outcome.holding.erasure.value)
        typer.echo(f"{outcome.processing.title}: {outcome.count} × {outcome.holding.model}, {what}")
    typer.echo(f"{done.count} Zeilen gelöscht oder ohne Namen.")


@group.command()
def retention(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Nur zählen, nichts entfernen.")] = False,
) -> None:
    """Entfernen, dessen Frist abgelaufen ist (läuft sonst täglich von allein)."""
    now = datetime.now(UTC)
    if dry_run:
        for processing, rule, count in retaining.pending(now):
            typer.echo(f"{processing.title}: {count} ({rule.said})")
        return
    removed = retaining.enforce(now)
    for one in removed:
        typer.echo(f"{one.processing.title}: {one.count} ({one.rule.said})")
    typer.echo(f"{sum(one.count for one in removed)} Zeilen entfernt.")


def _known(email: str) -> Subject:
    subject = data_subjects.subject_of(email)
    if not data_subjects.known(subject):
        raise NotFound("Zu dieser E-Mail-Adresse ist nichts gespeichert.")
    return subject
