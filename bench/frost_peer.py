# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The peer of the SensorThings bench: FROST-Server on PostgreSQL/PostGIS, built and started on this machine.

Its libraries come from Maven Central (``bench/frost/pom.xml``), PostGIS from Debian. PostgreSQL is tuned as
for the other suites, but commits are durable, as they are on our side. The peer's MQTT queues are made long:
with the default lengths it acknowledges messages under load and discards them.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.postgres_server import NoPostgres, postgres_server

from . import peer

_SOURCES = Path(__file__).parent / "frost"
_DATABASE = "sensorthings"
_START_S = 120.0
_CONFIGURATION = {
    name: value
    for name, value in peer.CONFIGURATION.items()
    if name not in {"synchronous_commit", "full_page_writes"}
}
_SETTINGS = """
serviceRootUrl=http://127.0.0.1:{port}
defaultTop=100
maxTop=10000
plugins.multiDatastream.enable=true
mqtt.Enabled=true
mqtt.mqttServerImplementationClass=de.fraunhofer.iosb.ilt.frostserver.mqtt.moquette.MoquetteMqttServer
mqtt.Host=127.0.0.1
mqtt.Port={mqtt_port}
mqtt.WebsocketPort={websocket_port}
mqtt.QoS=1
mqtt.CreateMessageQueueSize=100000
mqtt.CreateThreadPoolSize=10
mqtt.SubscribeMessageQueueSize=100000
mqtt.SubscribeThreadPoolSize=10
persistence.persistenceManagerImplementationClass=de.fraunhofer.iosb.ilt.frostserver.persistence.pgjooq.PostgresPersistenceManager
persistence.autoUpdateDatabase=true
persistence.db.driver=org.postgresql.Driver
persistence.db.url=jdbc:postgresql://127.0.0.1:{database_port}/{database}
persistence.db.username=city
persistence.db.password=city
persistence.db.conn.max=40
tempPath={folder}
"""


class NoFrost(Exception):
    """Java, Maven, PostGIS or the peer's libraries cannot be had on this machine."""


@dataclass(frozen=True, kw_only=True)
class Frost:
    """A running peer."""

    port: int
    mqtt_port: int
    pid: int
    dsn: str
    """Connection string of its database."""


@contextmanager
def running(folder: Path) -> Iterator[Frost]:
    """The peer with an empty database, until the block ends.

    Raises:
        NoFrost: it cannot be built or started here; the message says what is missing.
    """
    _built(folder)
    try:
        with postgres_server(_CONFIGURATION) as server:
            dsn = _database(server)
            with _started(folder, dsn) as frost:
                yield frost
    except NoPostgres as error:
        raise NoFrost(str(error)) from error


def _built(folder: Path) -> None:
    for program in ("java", "javac", "mvn"):
        _program(program)
    folder.mkdir(parents=True, exist_ok=True)
    libraries = folder / "lib"
    if not libraries.exists():
        words = ["-B", "-q", "-f", str(_SOURCES / "pom.xml"), "dependency:copy-dependencies"]
        _run(["mvn", *words, f"-DoutputDirectory={libraries}"])
    sources = _SOURCES / "src" / "main" / "java"
    classes = folder / "classes"
    source = sources / "stadtkern" / "bench" / "Peer.java"
    _run(["javac", "-cp", f"{libraries}/*", "-d", str(classes), str(source)])
    shutil.copy(sources / "stadtkern" / "bench" / "logback.xml", classes / "logback.xml")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoFrost(f"{name} is not installed (Debian: default-jdk-headless, maven)")
    return found


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoFrost(f"{command[0]} failed: {(done.stdout + done.stderr)[-500:]}")


def _database(server: str) -> str:
    dsn = server.replace("/postgres", f"/{_DATABASE}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(peer.sql("frost_database"))
    try:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(peer.sql("frost_postgis"))
    except psycopg.Error as error:
        raise NoFrost("PostGIS is not installed (Debian: postgresql-15-postgis-3)") from error
    return dsn


@contextmanager
def _started(folder: Path, dsn: str) -> Iterator[Frost]:
    port, mqtt_port, websocket_port = _free_port(), _free_port(), _free_port()
    settings = folder / "frost.properties"
    settings.write_text(
        _SETTINGS.format(
            port=port,
            mqtt_port=mqtt_port,
            websocket_port=websocket_port,
            database_port=urlsplit(dsn).port,
            database=_DATABASE,
            folder=folder,
        )
    )
    log = folder / "frost.log"
    classes = f"{folder / 'classes'}:{folder / 'lib'}/*"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [_program("java"), "-Xmx2g", "-cp", classes, "stadtkern.bench.Peer", str(settings), str(port)],
            cwd=folder,
            stdout=sink,
            stderr=sink,
        )
    try:
        _wait(process, log)
        yield Frost(port=port, mqtt_port=mqtt_port, pid=process.pid, dsn=dsn)
    finally:
        process.terminate()
        process.wait(60)


def _wait(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_S
    while "ready" not in log.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > until:
            raise NoFrost(f"the peer did not start: {log.read_text(errors='replace')[-500:]}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
