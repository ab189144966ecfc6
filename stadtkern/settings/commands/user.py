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
from stadtkern.kernel.models import Department
from stadtkern.settings import register

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


def _department(name: str) -> Department:
    found = Department.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(Department.objects.values_list("name", flat=True)) or "noch keine"
        raise NotFound(f"Den Fachbereich „{name}“ gibt es nicht. Bekannt: {known}.")
    return found
