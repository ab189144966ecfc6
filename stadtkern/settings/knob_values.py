# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the text of one knob becomes its value; what cannot be used is a WrongSetting that names the knob."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from stadtkern.kernel.errors import WrongSetting

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
RATES = ("signin", "write", "query", "pages", "key", "person", "seconds")
"""Kinds of requests whose number per minute can be limited."""


def number(env: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within these bounds; the default when nothing is set."""
    given = env.get(name, "").strip()
    if not given:
        return default
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise WrongSetting(
            f"{name}={given!r} ist keine ganze Zahl zwischen {least} und {most}. "
            f"Bitte eine solche Zahl setzen oder die Variable weglassen (dann gilt {default})."
        )
    return int(given)


def yes(env: Mapping[str, str], name: str) -> bool:
    """Whether 1 is set; 0 and nothing mean no."""
    given = env.get(name, "").strip()
    if given not in {"", "0", "1"}:
        raise WrongSetting(f"{name}={given!r} wird nicht verstanden. Bitte 1 (ja) oder 0 (nein) setzen.")
    return given == "1"


def word(env: Mapping[str, str], name: str, meant: str) -> bool:
    """Whether the word that switches something on is set; without it that is off."""
    given = env.get(name, "").strip()
    if given not in {"", meant}:
        raise WrongSetting(
            f"{name}={given!r} wird nicht verstanden. Bitte {meant} setzen oder die Variable weglassen."
        )
    return bool(given)


def names(env: Mapping[str, str], name: str, default: str) -> tuple[str, ...]:
    """What stands between commas, without empty parts."""
    return tuple(part.strip() for part in (env.get(name) or default).split(",") if part.strip())


def database(env: Mapping[str, str], name: str) -> str:
    """The address of a PostgreSQL database, or nothing."""
    given = env.get(name, "").strip()
    if given and not given.startswith(("postgresql://", "postgres://")):
        raise WrongSetting(
            f"{name} beginnt nicht mit postgresql://. Erwartet wird "
            "postgresql://benutzer:passwort@rechner/datenbank; ohne die Variable gilt eine SQLite-Datei."
        )
    return given


def listen(env: Mapping[str, str], name: str, default: str) -> tuple[str, int] | None:
    """Host and port to listen on; None for 0."""
    given = env.get(name, "").strip() or default
    if given in {"", "0"}:
        return None
    host, _, port = given.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise WrongSetting(
            f"{name}={given!r} wird nicht verstanden. Erwartet wird rechner:port, zum Beispiel "
            "0.0.0.0:1883; 0 schaltet aus."
        )
    return host.strip("[]"), int(port)


def files(env: Mapping[str, str], name: str) -> tuple[Path, ...]:
    """At most two PEM files that exist."""
    paths = tuple(Path(part.strip()) for part in env.get(name, "").split(",") if part.strip())
    missing = [str(path) for path in paths if not path.is_file()]
    if missing or len(paths) > 2:
        raise WrongSetting(
            f"{name}: {', '.join(missing) or 'zu viele Dateien'}. Erwartet werden die Dateien von Zertifikat "
            "und Schlüssel (PEM), durch Komma getrennt; beide können in einer Datei stehen."
        )
    return paths


def broker(env: Mapping[str, str], name: str) -> str:
    """The address of an MQTT broker, or nothing."""
    given = env.get(name, "").strip()
    try:
        parts = urlsplit(given)
        usable = not given or (parts.scheme in {"mqtt", "mqtts"} and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        usable = False
    if not usable:
        raise WrongSetting(
            f"{name} wird nicht verstanden. Erwartet wird mqtt://benutzer:passwort@rechner:port "
            "oder mqtts://… mit TLS."
        )
    return given


def nats_servers(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The addresses of NATS servers of one cluster, or nothing."""
    given = names(env, name, "")
    schemes = {"nats", "tls"}
    if not all(_has_host(one, schemes) for one in given):
        raise WrongSetting(
            f"{name} wird nicht verstanden. Erwartet wird nats://benutzer:passwort@rechner:4222 oder "
            "tls://…, mehrere Server eines Verbunds durch Komma getrennt."
        )
    return given


def bucket(env: Mapping[str, str], name: str) -> str:
    """A place in a bucket, or nothing."""
    given = env.get(name, "").strip().rstrip("/")
    if given and not _has_host(given, {"s3"}):
        raise WrongSetting(f"{name}={given!r} wird nicht verstanden. Erwartet wird s3://bucket/pfad.")
    return given


def endpoint(env: Mapping[str, str], name: str) -> str:
    """The address of an S3-compatible server without a path, or nothing."""
    given = env.get(name, "").strip().rstrip("/")
    if given and (not _has_host(given, {"http", "https"}) or urlsplit(given).path):
        raise WrongSetting(f"{name}={given!r} wird nicht verstanden. Erwartet wird https://rechner:9000.")
    return given


def collector(env: Mapping[str, str], name: str) -> str:
    """The address of an OpenTelemetry collector, or nothing."""
    given = env.get(name, "").strip().rstrip("/")
    if given and not _has_host(given, {"http", "https"}):
        raise WrongSetting(f"{name}={given!r} wird nicht verstanden. Erwartet wird http://rechner:4318.")
    return given


def _has_host(given: str, schemes: Collection[str]) -> bool:
    """Whether it is an address with one of these schemes, a host and a usable port."""
    try:
        parts = urlsplit(given)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def mail_server(env: Mapping[str, str], name: str) -> str:
    """The address of a mail server, or nothing."""
    given = env.get(name, "").strip()
    try:
        parts = urlsplit(given)
        usable = not given or (parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        usable = False
    if not usable:
        raise WrongSetting(
            f"{name} wird nicht verstanden. Erwartet wird smtp://benutzer:passwort@rechner:587 "
            "oder smtps://benutzer:passwort@rechner:465."
        )
    return given


def sender(env: Mapping[str, str], name: str) -> str:
    """The sender of e-mails; without one stadtkern@localhost."""
    given = env.get(name, "").strip() or "stadtkern@localhost"
    if "@" not in parseaddr(given)[1] or not given.isprintable():
        raise WrongSetting(
            f"{name}={given!r} ist keine E-Mail-Adresse, zum Beispiel stadtkern@stadt.example."
        )
    return given


def networks(env: Mapping[str, str], name: str) -> tuple[Network, ...]:
    """Addresses and networks between commas."""
    try:
        return tuple(ipaddress.ip_network(part, strict=False) for part in names(env, name, ""))
    except ValueError as error:
        raise WrongSetting(
            f"{name}={env.get(name, '')!r} wird nicht verstanden. Erwartet werden Adressen oder Netze, "
            "zum Beispiel 10.0.0.5,192.168.7.0/24."
        ) from error


def rates(env: Mapping[str, str], name: str) -> tuple[tuple[str, int], ...]:
    """Kinds and numbers per minute, such as ``pages=3000,write=600``; 0 means without limit."""
    pairs = [part.partition("=") for part in names(env, name, "")]
    given = {kind.strip(): number.strip() for kind, _equals, number in pairs}
    if not all(
        kind in RATES and number.isascii() and number.isdigit() and int(number) <= 10_000_000
        for kind, number in given.items()
    ):
        raise WrongSetting(
            f"{name}={env.get(name, '')!r} wird nicht verstanden. Erwartet werden Art und Anzahl je Minute, "
            f"zum Beispiel pages=3000,write=600; Arten sind {', '.join(RATES)}, 0 heißt ohne Grenze."
        )
    return tuple((kind, int(number)) for kind, number in given.items())


def backup_key(env: Mapping[str, str], name: str) -> Path | None:
    """The file with the key of the backups; one that is missing is told by what needs it."""
    given = env.get(name, "").strip()
    return Path(given).absolute() if given else None


def postgresql_options(address: str) -> dict[str, str]:
    """What stands behind the question mark of a database address, such as ``sslmode=verify-full``."""
    return dict(parse_qsl(urlsplit(address).query))
