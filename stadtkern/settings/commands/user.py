# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern user``: accounts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from django.conf import settings

from stadtkern.kernel import people
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Department, Person
from stadtkern.settings import register
from stadtkern.web.accounts import operators

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_ACTOR = "command line"


@group.callback()
def accounts() -> None:
    """Konten."""
    register.require_migrated()


@group.command()
def create(
    username: Annotated[str, typer.Argument(help="Anmeldename.")],
    *,
    email: Annotated[str, typer.Option(help="E-Mail-Adresse.")] = "",
    administrator: Annotated[bool, typer.Option("--administrator", help="Darf alles verwalten.")] = False,
    department: Annotated[list[str] | None, typer.Option(help="Fachbereich (mehrfach möglich).")] = None,
) -> None:
    """Ein Konto anlegen; gibt einen Link aus, unter dem die Person ihr Passwort setzt."""
    now = datetime.now(UTC)
    facts = people.NewPerson(
        username=username,
        email=email,
        administrator=administrator,
        departments=tuple(_department(name) for name in department or ()),
    )
    person = people.create_person(_ACTOR, facts, at=now)
    link = f"{settings.KNOBS.address}{people.invite(_ACTOR, person, at=now)}"
    typer.echo(f"Konto angelegt: {person.username}")
    typer.echo(f"Einladung (24 Stunden gültig, einmal verwendbar): {link}")


@group.command()
def link(username: Annotated[str, typer.Argument(help="Anmeldename.")]) -> None:
    """Einen neuen Link ausgeben, unter dem eine Person ihr Passwort setzt."""
    person = _person(username)
    path = people.invite(_ACTOR, person, at=datetime.now(UTC))
    typer.echo(f"Link (24 Stunden gültig, einmal verwendbar): {settings.KNOBS.address}{path}")


@group.command("second-factor")
def second_factor(
    username: Annotated[str, typer.Argument(help="Anmeldename.")],
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Den zweiten Faktor entfernen.")] = False,
) -> None:
    """Zeigen, welchen zweiten Faktor eine Person hat, oder ihn entfernen, wenn sie ihn verloren hat."""
    person = _person(username)
    if remove:
        gone = operators.remove_factors(_ACTOR, person, at=datetime.now(UTC))
        typer.echo(f"Entfernt: {gone}. Alle Sitzungen von {person.username} sind beendet.")
        return
    kinds = operators.safety_of(person).factors
    typer.echo(f"{person.username}: {', '.join(sorted(kinds)) or 'kein zweiter Faktor'}")


def _person(username: str) -> Person:
    found = Person.objects.filter(username=username).first()
    if found is None:
        raise NotFound(f"Das Konto „{username}“ gibt es nicht.")
    return found


def _department(name: str) -> Department:
    found = Department.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(Department.objects.values_list("name", flat=True)) or "noch keine"
        raise NotFound(f"Den Fachbereich „{name}“ gibt es nicht. Bekannt: {known}.")
    return found
