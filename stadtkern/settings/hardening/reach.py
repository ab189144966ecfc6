# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requirements of the ways in and out: HTTPS, names, proxies, limits, encrypted connections."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from .words import Place, Requirement, host_of, is_here

_LAYERS = (
    "stadtkern.settings.headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "stadtkern.web.uploads.bounded",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})


def _https(place: Place) -> Iterator[str]:
    if not place.knobs.https:
        yield "STADTKERN_HTTPS ist nicht gesetzt: keine sicheren Cookies, keine Umleitung, kein HSTS."


def _debug(place: Place) -> Iterator[str]:
    if place.knobs.debug:
        yield "STADTKERN_DEBUG ist eingeschaltet; Fehlerseiten zeigen Innereien."


def _names(place: Place) -> Iterator[str]:
    names = place.knobs.allowed_hosts
    if any("*" in name or name.startswith(".") for name in names):
        yield "STADTKERN_ALLOWED_HOSTS lässt beliebige Namen zu; Links in E-Mails könnten woandershin führen."
    elif all(is_here(name.strip("[]")) for name in names):
        yield "STADTKERN_ALLOWED_HOSTS nennt nur diesen Rechner."


def _past_the_proxy(place: Place) -> Iterator[str]:
    knobs = place.knobs
    if not is_here(knobs.host) and not knobs.trusted_proxies:
        yield (
            f"Die Stadt lauscht auf {knobs.host} und kennt keinen Proxy: Wer sie am Proxy vorbei erreicht, "
            "kann Adresse und HTTPS vortäuschen."
        )
    if any(network.prefixlen < (8 if network.version == 4 else 16) for network in knobs.trusted_proxies):
        yield "STADTKERN_TRUSTED_PROXIES vertraut so gut wie jeder Adresse."


def _layers(_place: Place) -> Iterator[str]:
    missing = [layer for layer in _LAYERS if layer not in settings.MIDDLEWARE]
    if missing:
        yield f"In der Verarbeitung fehlen Schutzschichten: {', '.join(missing)}."


def _rates(place: Place) -> Iterator[str]:
    off = [kind for kind, number in place.knobs.rates if number == 0]
    if off:
        yield f"STADTKERN_RATES hebt Grenzen auf: {', '.join(off)}."


def _private(place: Place) -> Iterator[str]:
    if place.knobs.private_addresses:
        yield "STADTKERN_PRIVATE_ADDRESSES erlaubt Abrufe im eigenen Netz für alle, die Anbindungen anlegen."


def _mqtt(place: Place) -> Iterator[str]:
    listening = place.knobs.mqtt
    if listening is not None and not is_here(listening[0]) and not place.knobs.mqtt_tls:
        yield f"Der MQTT-Broker lauscht auf {listening[0]} ohne TLS; Schlüssel gehen im Klartext."


def _encrypted(place: Place) -> Iterator[str]:
    knobs = place.knobs
    for name, address, secure in (
        ("STADTKERN_MQTT_BROKER", knobs.mqtt_broker, "mqtts"),
        ("STADTKERN_OIDC", knobs.oidc if "://" in knobs.oidc else "", "https"),
        ("STADTKERN_S3_ENDPOINT", knobs.s3_endpoint, "https"),
        *(("STADTKERN_NATS", one, "tls") for one in knobs.nats),
    ):
        parts = urlsplit(address)
        if address and not is_here(parts.hostname or "") and parts.scheme != secure:
            yield f"{name} spricht mit {parts.hostname} unverschlüsselt (erwartet: {secure}://…)."
    mail = urlsplit(knobs.smtp)
    if mail.scheme == "smtp" and not mail.password and not is_here(mail.hostname or ""):
        yield f"STADTKERN_SMTP übergibt E-Mails an {mail.hostname} ohne Anmeldung und Verschlüsselung."


def _database(place: Place) -> Iterator[str]:
    knobs = place.knobs
    if knobs.database:
        parts = urlsplit(knobs.database)
        mode = parse_qs(parts.query).get("sslmode", [""])[0]
        yield from _postgresql("STADTKERN_DATABASE", parts.hostname or "", mode, parts.password or "")
    if knobs.lake_catalogue:
        try:
            facts = conninfo_to_dict(knobs.lake_catalogue)
        except ProgrammingError:
            yield "STADTKERN_LAKE_CATALOGUE ist kein Verbindungstext von PostgreSQL."
            return
        host, mode = str(facts.get("host") or ""), str(facts.get("sslmode") or "")
        yield from _postgresql("STADTKERN_LAKE_CATALOGUE", host, mode, str(facts.get("password") or ""))


def _postgresql(name: str, host: str, mode: str, password: str) -> Iterator[str]:
    if is_here(host):
        return
    if mode not in _ENCRYPTED:
        yield f"{name} verlangt für {host} keine Verschlüsselung (sslmode=require oder strenger)."
    if not password:
        yield f"{name} nennt für {host} kein Kennwort."


def _basemap(place: Place) -> Iterator[str]:
    if place.knobs.basemap:
        yield "STADTKERN_BASEMAP: Die Browser der Besuchenden fragen einen fremden Server nach Kartenbildern."


def _collector(place: Place) -> Iterator[str]:
    host = host_of(place.knobs.otlp)
    if host and not is_here(host) and urlsplit(place.knobs.otlp).scheme != "https":
        yield f"STADTKERN_OTLP sendet Ablaufspuren an {host} unverschlüsselt."


REACH = (
    Requirement(
        id="stadtkern.D001",
        title="Die Seiten sind nur über HTTPS erreichbar",
        blocks=("APP.3.1", "APP.3.2", "CON.1"),
        hint="Einen Webserver mit HTTPS davorsetzen und STADTKERN_HTTPS=1 setzen.",
        look=_https,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D002",
        title="Fehlerseiten zeigen nichts vom Inneren",
        blocks=("APP.3.1", "CON.8"),
        hint="STADTKERN_DEBUG weglassen.",
        look=_debug,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D003",
        title="Nur die eigenen Namen werden beantwortet",
        blocks=("APP.3.1", "APP.3.2"),
        hint="STADTKERN_ALLOWED_HOSTS=stadt.example setzen.",
        look=_names,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D004",
        title="Niemand erreicht die Stadt am Proxy vorbei",
        blocks=("NET.1.1", "NET.3.2", "APP.3.2"),
        hint="STADTKERN_HOST=127.0.0.1 lassen, oder STADTKERN_TRUSTED_PROXIES=<Adresse des Proxys> setzen "
        "und den Port in der Firewall nur für ihn öffnen.",
        look=_past_the_proxy,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D005",
        title="Alle Schutzschichten der Seiten sind eingebaut",
        blocks=("CON.10", "APP.3.1"),
        hint="Die Version unverändert installieren; MIDDLEWARE nicht kürzen.",
        look=_layers,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D006",
        title="Anfragen sind je Anschluss begrenzt",
        blocks=("APP.3.1", "APP.3.2"),
        hint="In STADTKERN_RATES eine Zahl statt 0 setzen.",
        look=_rates,
    ),
    Requirement(
        id="stadtkern.D007",
        title="Anbindungen erreichen das eigene Netz nicht",
        blocks=("APP.3.1", "NET.1.1", "NET.3.2"),
        hint="STADTKERN_PRIVATE_ADDRESSES weglassen; Quellen im eigenen Netz über einen Proxy mit fester "
        "Adresse anbinden.",
        look=_private,
    ),
    Requirement(
        id="stadtkern.D008",
        title="Geräte sprechen verschlüsselt mit dem MQTT-Broker",
        blocks=("SYS.4.4", "CON.1"),
        hint="STADTKERN_MQTT_TLS=zertifikat.pem,schluessel.pem setzen, oder STADTKERN_MQTT nicht ändern.",
        look=_mqtt,
        serious=True,
    ),
    Requirement(
        id="stadtkern.D009",
        title="Verbindungen zu anderen Rechnern sind verschlüsselt",
        blocks=("CON.1", "NET.1.1"),
        hint="Die verschlüsselte Form der Adresse verwenden.",
        look=_encrypted,
    ),
    Requirement(
        id="stadtkern.D010",
        title="Die Datenbank verlangt Verschlüsselung und Kennwort",
        blocks=("APP.4.3", "CON.1"),
        hint="An die Adresse ?sslmode=verify-full anhängen und ein Kennwort vergeben.",
        look=_database,
    ),
    Requirement(
        id="stadtkern.D011",
        title="Browser der Besuchenden fragen nur diese Stadt",
        blocks=("CON.2",),
        hint="STADTKERN_BASEMAP weglassen, oder den Kartendienst in der Datenschutzerklärung nennen.",
        look=_basemap,
    ),
    Requirement(
        id="stadtkern.D012",
        title="Ablaufspuren gehen verschlüsselt hinaus",
        blocks=("OPS.1.1.5", "CON.1"),
        hint="STADTKERN_OTLP=https://… setzen.",
        look=_collector,
    ),
)
