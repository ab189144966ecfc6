# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command ``stadtkern``: finds the module of a subcommand and says in one sentence what went wrong.

Only the chosen subcommand is loaded, so that the help and the parent process of a running city stay small.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from typing import NoReturn

import typer
from rich.console import Console

from stadtkern.kernel.errors import CityError, LakeUnavailable, WrongSetting

from . import start

_FOLDER = "stadtkern.settings.commands"


@dataclass(frozen=True, kw_only=True)
class _Command:
    """A subcommand: its module under ``commands`` and the line in the overview."""

    module: str
    help: str
    slim: bool = False
    """Loaded without Django: the process it starts loads it."""
    logs: bool = False
    """Runs for long, so its events are logged; others say what they did themselves."""


COMMANDS = {
    "up": _Command(module="up", slim=True, help="Die ganze Stadt starten, alles in einem."),
    "web": _Command(module="web", slim=True, help="Nur Seiten und Annahme starten (mehrere Prozesse)."),
    "ingest": _Command(
        module="ingest", slim=True, help="Nur die Annahme starten, ohne Seiten (mehrere Prozesse)."
    ),
    "writer": _Command(
        module="writer",
        logs=True,
        help="Aus dem Eingangsprotokoll in den Datensee schreiben (mehrere Prozesse).",
    ),
    "jobs": _Command(module="jobs", logs=True, help="Nur die Aufgaben starten (mehrere Prozesse)."),
    "check": _Command(module="check", help="Einstellungen, Datenbank, Datensee und Platte prüfen."),
    "migrate": _Command(module="migrate", help="Datenbank auf den Stand dieser Version bringen."),
    "health": _Command(module="health", slim=True, help="Fragen, ob der Prozess dieses Rechners bereit ist."),
    "maintenance": _Command(module="maintenance", help="Wartungsmodus ein- und ausschalten."),
    "import": _Command(module="imports", help="Dateien, Ordner oder Archive einlesen."),
    "export": _Command(module="export", help="Messwerte als CSV, JSON, Parquet oder Arrow ausgeben."),
    "lake": _Command(module="lake", help="Datensee: Stand, Pflege, Vorhersage, Aufbewahrung."),
    "backup": _Command(module="backup", help="Die Stadt sichern; Sicherungen zeigen, prüfen, aufräumen."),
    "restore": _Command(module="restore", help="Eine Stadt aus einer Sicherung wiederherstellen."),
    "move": _Command(module="move", help="Umziehen: nach PostgreSQL und S3, oder zurück auf einen Rechner."),
    "user": _Command(module="user", help="Konten anlegen."),
    "key": _Command(module="key", help="Schlüssel für die Annahme von Messwerten anlegen."),
    "secret": _Command(module="secret", help="Den geheimen Schlüssel der Installation wechseln."),
    "catalogue": _Command(module="catalogue", help="Datenkatalog: gegen DCAT-AP.de prüfen."),
    "tiles": _Command(module="tiles", help="Vektorkacheln als Datei ausgeben (PMTiles)."),
    "audit": _Command(module="audit", help="Protokoll: prüfen, ausgeben, verankern."),
    "privacy": _Command(module="privacy", help="Datenschutz: Auskunft, Löschung, Aufbewahrung."),
    "demo": _Command(module="demo", help="Die Demo-Region einlesen."),
    "lamps": _Command(module="lamps", help="Simulierte Leuchten anlegen."),
    "bench": _Command(module="bench", slim=True, help="Leistung messen (nur in einer Arbeitskopie)."),
}


def app() -> NoReturn:
    """Run the command line of this process; 0 done, 1 not done, 2 wrong settings or wrong use."""
    chosen = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        cli = _cli(chosen)
        cli(prog_name="stadtkern")
    except CityError as error:
        say_error(str(error))
        sys.exit(2 if isinstance(error, WrongSetting | LakeUnavailable) else 1)
    sys.exit(0)


def say_error(sentence: str) -> None:
    """One sentence on standard error, without markup."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print("Fehler:", style="bold red", end=" ")
    console.print(sentence, markup=False)


def _cli(chosen: str) -> typer.Typer:
    cli = typer.Typer(
        help="Stadtkern: die offene urbane Plattform, die eine Kommune selbst betreibt.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    cli.callback()(_whole_city)
    for name, command in COMMANDS.items():
        if name != chosen:
            cli.command(name, help=command.help)(_elsewhere)
            continue
        if not command.slim:
            start.django(quiet=not command.logs)
        module = import_module(f"{_FOLDER}.{command.module}")
        if hasattr(module, "group"):
            cli.add_typer(module.group, name=name, help=command.help)
        else:
            context = getattr(module, "context_settings", None)
            cli.command(name, help=command.help, context_settings=context)(module.run)
    return cli


def _whole_city() -> None:
    """Makes the overview a group even when one command is chosen."""


def _elsewhere() -> None:
    """Stands in the overview for a command that was not chosen."""
