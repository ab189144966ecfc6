# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The knobs of an installation, read from the environment once; the only reader of the environment.

Every knob has a default that works for a small town on one machine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import knob_values, secret_files


@dataclass(frozen=True, kw_only=True)
class Knobs:
    """All settings that an operator may change without touching code."""

    data: Path
    """STADTKERN_DATA: the data folder. Default: ``./data``."""
    database: str
    """STADTKERN_DATABASE: ``postgresql://user:password@host/name``; empty: SQLite in the data folder."""
    lake_catalogue: str
    """STADTKERN_LAKE_CATALOGUE: PostgreSQL DSN of the DuckLake catalogue; empty: in the data folder."""
    lake_files: str
    """STADTKERN_LAKE_FILES: folder or ``s3://bucket/path`` of the Parquet files; empty: data folder."""
    lake_memory_mb: int
    """STADTKERN_LAKE_MEMORY_MB: memory limit of the query engine [MiB]. Default 1024."""
    host: str
    """STADTKERN_HOST: address to listen on. Default 127.0.0.1."""
    port: int
    """STADTKERN_PORT: port to listen on. Default 8000."""
    threads: int
    """STADTKERN_THREADS: requests answered at the same time. Default 64."""
    allowed_hosts: tuple[str, ...]
    """STADTKERN_ALLOWED_HOSTS: comma-separated host names under which the city is reached."""
    https: bool
    """STADTKERN_HTTPS: 1 when a proxy in front speaks HTTPS and sets X-Forwarded-Proto."""
    city: str
    """STADTKERN_CITY: name of the municipality shown in the header."""
    contributor: str
    """STADTKERN_CONTRIBUTOR: code under which GovData lists the city as deliverer; empty: none."""
    trusted_proxies: tuple[knob_values.Network, ...]
    """STADTKERN_TRUSTED_PROXIES: addresses or networks of the proxies in front, whose X-Forwarded-For counts.
    Default: this machine."""
    rates: tuple[tuple[str, int], ...]
    """STADTKERN_RATES: requests per minute and client by kind, such as ``pages=3000,write=600``."""
    debug: bool
    """STADTKERN_DEBUG: 1 only on a developer's machine."""
    basemap: bool
    """STADTKERN_BASEMAP: 1 adds basemap.de as map background; the visitor's browser then asks that server."""
    max_file_mb: int
    """STADTKERN_MAX_FILE_MB: largest file (or archive member) that an import reads [MiB]. Default 512."""
    private_addresses: bool
    """STADTKERN_PRIVATE_ADDRESSES: 1 lets connectors fetch from private networks. Default 0."""
    api_seconds: int
    """STADTKERN_API_SECONDS: how long one query of the SensorThings API may take [s]. Default 20."""
    api_page: int
    """STADTKERN_API_PAGE: entities per page of the SensorThings API without $top. Default 100."""
    api_max_mb: int
    """STADTKERN_API_MAX_MB: largest body of a request to the SensorThings API [MiB], data arrays and batches
    four times as much. Default 16."""
    mqtt: tuple[str, int] | None
    """STADTKERN_MQTT: host:port of the embedded MQTT broker; 0: none. Default 127.0.0.1:1883, or none with
    an outside broker."""
    mqtt_tls: tuple[Path, ...]
    """STADTKERN_MQTT_TLS: certificate and key (PEM files, by comma) of the embedded broker; empty: no TLS."""
    mqtt_broker: str
    """STADTKERN_MQTT_BROKER: ``mqtt(s)://user:password@host:port`` of an outside broker; empty: none."""
    mqtt_broker_key: str
    """STADTKERN_MQTT_BROKER_KEY: access key with whose rights messages of the outside broker are stored."""

    nats: tuple[str, ...]
    """STADTKERN_NATS: ``nats://user:password@host:4222`` of the shared ingest log, several by comma; empty:
    each process writes to the lake itself."""
    nats_replicas: int
    """STADTKERN_NATS_REPLICAS: servers that keep each message of the log. Default 1; 3 for a cluster."""
    files: str
    """STADTKERN_FILES: ``s3://bucket/path`` of uploads and pictures; empty: a folder in the data folder."""
    s3_endpoint: str
    """STADTKERN_S3_ENDPOINT: address of the S3-compatible server; empty: that of Amazon for the region."""
    s3_region: str
    """STADTKERN_S3_REGION: region of the buckets. Default us-east-1, which most other servers ignore."""
    s3_key: str
    """STADTKERN_S3_KEY: access key id for the buckets."""
    s3_secret: str
    """STADTKERN_S3_SECRET: secret of that key."""

    backup: str
    """STADTKERN_BACKUP: folder or ``s3://bucket/path`` for backups by themselves; empty: none."""
    backup_key: Path | None
    """STADTKERN_BACKUP_KEY_FILE: file with the key of the backups (``stadtkern backup key``)."""
    backup_hours: int
    """STADTKERN_BACKUP_HOURS: time between two backups [h]. Default 6."""

    oidc: str
    """STADTKERN_OIDC: issuer of the identity provider (OpenID Connect), or a JSON file with several; empty:
    none."""
    oidc_client: str
    """STADTKERN_OIDC_CLIENT: client id at that provider. Default ``stadtkern``."""
    oidc_secret: str
    """STADTKERN_OIDC_SECRET: secret of that client; empty: a public client (PKCE only)."""
    oidc_name: str
    """STADTKERN_OIDC_NAME: name of the provider on the button. Default ``Anmeldung der Stadtverwaltung``."""
    oidc_groups: str
    """STADTKERN_OIDC_GROUPS: JSON or JSON file: group of the provider to ``role`` or ``role@department``."""
    oidc_audience: str
    """STADTKERN_OIDC_AUDIENCE: what access tokens of programs name as ``aud``; empty: the client id."""
    registration: bool
    """STADTKERN_REGISTRATION: 1 lets residents make an account with their e-mail address. Default 0."""
    second_factor: bool
    """STADTKERN_SECOND_FACTOR: ``required`` asks administrators and operators for a second factor."""

    otlp: str
    """STADTKERN_OTLP: ``http(s)://host:4318`` of an OpenTelemetry collector that gets traces; empty: none."""
    otlp_percent: int
    """STADTKERN_OTLP_PERCENT: share of the traces that is kept [%]. Default 10."""
    probes: tuple[str, int] | None
    """STADTKERN_PROBES: host:port where a process without pages answers /health and /metrics; empty: none."""
    smtp: str
    """STADTKERN_SMTP: ``smtp(s)://user:password@host:port`` of the mail server; empty: none. ``smtp`` with
    a password asks for STARTTLS."""
    mail_from: str
    """STADTKERN_MAIL_FROM: sender of e-mails. Default: ``stadtkern@localhost``."""

    @property
    def address(self) -> str:
        """Where people reach the city, without a slash at the end: behind a proxy its first host name."""
        if self.https:
            return f"https://{self.allowed_hosts[0]}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def knobs() -> Knobs:
    """The knobs of this process.

    Raises:
        WrongSetting: a knob has a value that cannot be used; the message names it and says what is expected.
    """
    return read(os.environ)  # noqa: TID251 - this is the one place


def choose_port(port: int) -> None:
    """Set the port for this process and those it starts, as if it stood in the environment."""
    os.environ["STADTKERN_PORT"] = str(port)  # noqa: TID251


def read(env: Mapping[str, str]) -> Knobs:
    """The knobs in these variables.

    Raises:
        WrongSetting: a knob has a value that cannot be used.
    """
    env = secret_files.filled(env)
    return Knobs(
        data=Path(env.get("STADTKERN_DATA") or "data").absolute(),
        database=knob_values.database(env, "STADTKERN_DATABASE"),
        lake_catalogue=env.get("STADTKERN_LAKE_CATALOGUE", ""),
        lake_files=env.get("STADTKERN_LAKE_FILES", ""),
        lake_memory_mb=knob_values.number(env, "STADTKERN_LAKE_MEMORY_MB", 1024, least=64, most=1_048_576),
        host=env.get("STADTKERN_HOST") or "127.0.0.1",
        port=knob_values.number(env, "STADTKERN_PORT", 8000, least=1, most=65535),
        threads=knob_values.number(env, "STADTKERN_THREADS", 64, least=1, most=1000),
        allowed_hosts=knob_values.names(env, "STADTKERN_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"),
        https=knob_values.yes(env, "STADTKERN_HTTPS"),
        city=env.get("STADTKERN_CITY") or "Demo-Region Nordrhein-Westfalen",
        contributor=env.get("STADTKERN_CONTRIBUTOR", "").strip(),
        trusted_proxies=knob_values.networks(env, "STADTKERN_TRUSTED_PROXIES"),
        rates=knob_values.rates(env, "STADTKERN_RATES"),
        debug=knob_values.yes(env, "STADTKERN_DEBUG"),
        basemap=knob_values.yes(env, "STADTKERN_BASEMAP"),
        max_file_mb=knob_values.number(env, "STADTKERN_MAX_FILE_MB", 512, least=1, most=1_048_576),
        private_addresses=knob_values.yes(env, "STADTKERN_PRIVATE_ADDRESSES"),
        api_seconds=knob_values.number(env, "STADTKERN_API_SECONDS", 20, least=1, most=3600),
        api_page=knob_values.number(env, "STADTKERN_API_PAGE", 100, least=1, most=10_000),
        api_max_mb=knob_values.number(env, "STADTKERN_API_MAX_MB", 16, least=1, most=1024),
        mqtt=knob_values.listen(
            env, "STADTKERN_MQTT", "" if env.get("STADTKERN_MQTT_BROKER") else "127.0.0.1:1883"
        ),
        mqtt_tls=knob_values.files(env, "STADTKERN_MQTT_TLS"),
        mqtt_broker=knob_values.broker(env, "STADTKERN_MQTT_BROKER"),
        mqtt_broker_key=env.get("STADTKERN_MQTT_BROKER_KEY", "").strip(),
        nats=knob_values.nats_servers(env, "STADTKERN_NATS"),
        nats_replicas=knob_values.number(env, "STADTKERN_NATS_REPLICAS", 1, least=1, most=5),
        files=knob_values.bucket(env, "STADTKERN_FILES"),
        s3_endpoint=knob_values.endpoint(env, "STADTKERN_S3_ENDPOINT"),
        s3_region=env.get("STADTKERN_S3_REGION", "").strip() or "us-east-1",
        s3_key=env.get("STADTKERN_S3_KEY", "").strip(),
        s3_secret=env.get("STADTKERN_S3_SECRET", "").strip(),
        backup=env.get("STADTKERN_BACKUP", "").strip(),
        backup_key=knob_values.backup_key(env, "STADTKERN_BACKUP_KEY_FILE"),
        backup_hours=knob_values.number(env, "STADTKERN_BACKUP_HOURS", 6, least=1, most=744),
        oidc=env.get("STADTKERN_OIDC", "").strip(),
        oidc_client=env.get("STADTKERN_OIDC_CLIENT", "").strip() or "stadtkern",
        oidc_secret=env.get("STADTKERN_OIDC_SECRET", "").strip(),
        oidc_name=env.get("STADTKERN_OIDC_NAME", "").strip() or "Anmeldung der Stadtverwaltung",
        oidc_groups=env.get("STADTKERN_OIDC_GROUPS", "").strip(),
        oidc_audience=env.get("STADTKERN_OIDC_AUDIENCE", "").strip(),
        registration=knob_values.yes(env, "STADTKERN_REGISTRATION"),
        second_factor=knob_values.word(env, "STADTKERN_SECOND_FACTOR", "required"),
        otlp=knob_values.collector(env, "STADTKERN_OTLP"),
        otlp_percent=knob_values.number(env, "STADTKERN_OTLP_PERCENT", 10, least=1, most=100),
        probes=knob_values.listen(env, "STADTKERN_PROBES", ""),
        smtp=knob_values.mail_server(env, "STADTKERN_SMTP"),
        mail_from=knob_values.sender(env, "STADTKERN_MAIL_FROM"),
    )


def secrets_in_clear() -> list[str]:
    """Secret knobs that stand in the environment of this process themselves."""
    return [name for name in secret_files.SECRETS if os.environ.get(name, "").strip()]  # noqa: TID251


def secret_file_paths() -> dict[str, Path]:
    """The files that secrets come from, by the name of their knob."""
    return secret_files.named(os.environ)  # noqa: TID251


def use_city_settings() -> None:
    """Point Django at the city's settings unless a test or a developer chose others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stadtkern.settings.django")  # noqa: TID251
