# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requirements of the machine: account, file rights, secrets, packages, container."""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from stadtkern.settings import env, secret

from .words import Place, Requirement

_LEAST_FILES = 4096
_CHANGE_WITHIN = timedelta(days=30)
_ROOT = Path(__file__).resolve().parents[3]
_CONTAINER = ("/.dockerenv", "/run/.containerenv")


def _account(_place: Place) -> Iterator[str]:
    if os.geteuid() == 0:
        yield "Die Stadt läuft mit dem Konto root; ein Fehler in ihr wäre einer des ganzen Rechners."


def _folder(place: Place) -> Iterator[str]:
    data = place.knobs.data
    if not data.exists():
        return
    if data.stat().st_mode & 0o027:
        yield f"Der Datenordner {data} ist für andere Konten lesbar oder für die Gruppe beschreibbar."


def _key(place: Place) -> Iterator[str]:
    path = place.knobs.data / "secret.key"
    if not path.exists():
        return
    if path.stat().st_mode & 0o077:
        yield f"{path} ist nicht nur für sein Konto lesbar."
    if len(secret.keys(place.knobs.data)) > 1:
        age_s = place.now.timestamp() - path.stat().st_mtime
        if age_s > _CHANGE_WITHIN.total_seconds():
            yield "Ein Wechsel des geheimen Schlüssels ist seit über 30 Tagen nicht abgeschlossen."


def _environment(_place: Place) -> Iterator[str]:
    names = env.secrets_in_clear()
    if names:
        yield f"Geheimnisse stehen in der Umgebung des Prozesses: {', '.join(names)}."


def _files(_place: Place) -> Iterator[str]:
    for name, path in env.secret_file_paths().items():
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"Die Datei aus {name}_FILE ist nicht nur für ihr Konto lesbar."


def _packages(_place: Place) -> Iterator[str]:
    """Packages that are installed in another version than was tested."""
    differing = []
    for line in requires("stadtkern") or ():
        pinned, _semicolon, _marker = line.partition(";")
        name, equals, wanted = pinned.partition("==")
        if not equals:
            continue
        name = name.partition("[")[0].strip()
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "fehlt"
        if found != wanted.strip():
            differing.append(f"{name} {found} statt {wanted.strip()}")
    if differing:
        yield f"Pakete sind nicht in der geprüften Version installiert: {', '.join(differing[:5])}."


def _copy(_place: Place) -> Iterator[str]:
    if (_ROOT / ".git").exists():
        yield f"Die Stadt läuft aus einer Arbeitskopie ({_ROOT}); wer dort schreibt, ändert den Betrieb."


def _limits(_place: Place) -> Iterator[str]:
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < _LEAST_FILES:
        yield f"Der Prozess darf nur {soft} Dateien und Verbindungen offen halten."
    dump, _hard = resource.getrlimit(resource.RLIMIT_CORE)
    if dump != 0:
        yield "Stürzt der Prozess ab, wird sein Speicher samt Geheimnissen auf die Platte geschrieben."


def _container(_place: Place) -> Iterator[str]:
    if any(Path(sign).exists() for sign in _CONTAINER) and os.access("/", os.W_OK):
        yield "Das Dateisystem des Containers ist beschreibbar."


MACHINE = (
    Requirement(
        id="stadtkern.D020",
        title="Die Stadt läuft mit einem eigenen Konto ohne Sonderrechte",
        blocks=("SYS.1.3", "SYS.1.6", "OPS.1.1.2"),
        hint="Mit den Units oder dem Container aus deploy/ betreiben.",
        look=_account,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D021",
        title="Nur das Konto der Stadt liest den Datenordner",
        blocks=("SYS.1.3", "APP.4.3"),
        hint="chmod 750 (oder 700) auf den Datenordner.",
        look=_folder,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D022",
        title="Der geheime Schlüssel ist geschützt und sein Wechsel abgeschlossen",
        blocks=("CON.1",),
        hint="chmod 600 secret.key; stadtkern secret rotate --finish.",
        look=_key,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D023",
        title="Geheimnisse kommen aus Dateien",
        blocks=("CON.1", "SYS.1.3"),
        hint="Die Variable mit der Endung _FILE verwenden, mit systemd über LoadCredential=.",
        look=_environment,
    ),
    Requirement(
        id="stadtkern.D024",
        title="Dateien mit Geheimnissen liest nur ihr Konto",
        blocks=("CON.1", "SYS.1.3"),
        hint="chmod 600 auf die Dateien.",
        look=_files,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D025",
        title="Alle Pakete sind in der geprüften Version installiert",
        blocks=("OPS.1.1.3", "OPS.1.1.6"),
        hint="Mit der Sperrdatei der Version neu installieren.",
        look=_packages,
    ),
    Requirement(
        id="stadtkern.D026",
        title="Die Stadt läuft aus einer Installation, nicht aus einer Arbeitskopie",
        blocks=("CON.8", "OPS.1.1.6"),
        hint="Das Wheel der Version in eine eigene Umgebung installieren (Installationsanleitung).",
        look=_copy,
    ),
    Requirement(
        id="stadtkern.D027",
        title="Grenzen des Prozesses sind gesetzt",
        blocks=("SYS.1.1", "SYS.1.3"),
        hint="LimitNOFILE=65536 und LimitCORE=0 in der Unit.",
        look=_limits,
    ),
    Requirement(
        id="stadtkern.D028",
        title="Das Dateisystem eines Containers ist nur lesbar",
        blocks=("SYS.1.6",),
        hint="Mit --read-only und einem Datenträger für den Datenordner starten (deploy/compose.yaml).",
        look=_container,
    ),
)
