# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the house touches the world: who dials out, who reads XML, who unpacks, who runs programs.

Each table says why a place may do what others may not; a new place has to be written into it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

NETWORK = {
    "socket", "ssl", "http.client", "urllib.request", "urllib3", "ftplib", "smtplib", "poplib", "imaplib",
    "xmlrpc", "requests", "httpx", "aiohttp", "websockets", "websocket", "paho", "nats", "psycopg", "boto3",
    "botocore", "storages", "opentelemetry.exporter", "django.core.mail", "duckdb", "pymongo", "redis",
}  # fmt: skip
DIALLING = {
    "stadtkern/web/outgoing/": "the one way out: checked addresses, limited answers",
    "stadtkern/web/accounts/oidc/": "transport of allauth, laid over web/outgoing",
    "stadtkern/web/accounts/": "the mail server of the operator",
    "stadtkern/flow/outlets/rules/actions/mail.py": "the mail server of the operator",
    "stadtkern/flow/outlets/operations/telling.py": "the mail server of the operator",
    "stadtkern/flow/outlets/dashboards/publishing/mails.py": "the mail server of the operator",
    "stadtkern/flow/ingest/mqtt/": "the MQTT broker of the operator; the own one listens",
    "stadtkern/flow/ingest/subscriptions/": "MQTT brokers of connections, checked by web/outgoing/guard",
    "stadtkern/flow/ingest/log/": "NATS and PostgreSQL of the operator",
    "stadtkern/flow/lake/": "DuckDB in the process; PostgreSQL and bucket of the operator",
    "stadtkern/settings/": "the roof: listening sockets, PostgreSQL, bucket, collector of the operator",
    "stadtkern/kernel/jobs.py": "the name of this machine",
}
"""Places that may open connections: all of them to addresses from the operator, or through web/outgoing."""

TREE = {"Element", "ElementTree", "SubElement", "ParseError", "register_namespace", "tostring", "indent"}
"""What writes XML, or names types; parsing goes through defusedxml."""
EXPAT = {
    "stadtkern/flow/ingest/geodata/reader/formats.py": "refuses every DOCTYPE before GDAL reads the file",
    "stadtkern/flow/ingest/harvest/reading/rdf.py": "refuses entities that lead elsewhere or multiply",
}
RDF = {
    "stadtkern/flow/ingest/harvest/reading/rdf.py": "checked before it is parsed",
    "stadtkern/flow/outlets/dcat/checking.py": "shapes that come with the house",
    "stadtkern/flow/outlets/dcat/vocabulary.py": "vocabularies that come with the house",
}

ZIP = {
    "stadtkern/web/unpacking.py": "the one that counts",
    "stadtkern/flow/ingest/archives.py": "files on the disk, counted with the limits of imports",
    "stadtkern/flow/ingest/geodata/reader/formats.py": "in a process of its own with limits",
    "stadtkern/flow/outlets/cap/bundles.py": "reads at most what there is room for, member by member",
    "stadtkern/flow/outlets/sensor_register/": "writes only",
    "stadtkern/flow/ingest/queries/": "writes only",
}
UNSAFE = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle"}
"""What runs code of whoever wrote the bytes."""

PROGRAMS = {
    "stadtkern/flow/ingest/codecs/sandbox/supervisor.py": "the sandbox of codecs",
    "stadtkern/flow/ingest/geodata/reader/supervisor.py": "the reader of geodata",
    "stadtkern/flow/lake/open_tables/sandbox.py": "the sandbox of strangers' SQL",
    "stadtkern/web/assets.py": "npm, when the house is built",
    "stadtkern/settings/": "commands of the operator",
}


def test_only_named_places_open_connections() -> None:
    found = {
        f"{path}: {name}"
        for path, names in modules()
        for name in names
        if any(name == one or name.startswith(f"{one}.") for one in NETWORK) and not within(path, DIALLING)
    }
    assert sorted(found) == []


def test_nobody_lets_asyncio_or_a_library_of_templates_dial_for_them() -> None:
    dialling = re.compile(r"\b(open_connection|open_unix_connection|create_connection|urlopen|urlretrieve)\(")
    found = [path for path, text in texts() if dialling.search(text) and not within(path, DIALLING)]
    assert found == []


def test_xml_of_others_is_parsed_by_defusedxml_only() -> None:
    found = [f"{path}: {name}" for path, names in modules() for name in names if parses(path, name)]
    assert found == []


def parses(path: str, name: str) -> bool:
    root, _dot, last = name.rpartition(".")
    if root in {"xml.etree.ElementTree", "xml.etree"}:
        return last not in TREE
    if name.startswith("xml.parsers"):
        return path not in EXPAT
    unsafe = ("lxml", "xml.dom", "xml.sax.expatreader", "xml.sax.make_parser", "xml.sax.parse", "xmltodict")
    return name.startswith(unsafe)


def test_rdf_is_parsed_where_it_was_checked() -> None:
    found = [
        path
        for path, text in texts()
        if re.search(r"from rdflib import[^\n]*\bGraph\b", text)
        and re.search(r"\.parse\(", text)
        and path not in RDF
    ]
    assert found == []


def test_archives_are_unpacked_where_somebody_counts() -> None:
    found = [
        path
        for path, text in texts()
        if re.search(r"\bzipfile\.ZipFile\(|\btarfile\.open\(", text) and not within(path, ZIP)
    ]
    assert found == []


def test_spreadsheets_are_opened_only_where_their_size_was_checked() -> None:
    found = [
        path
        for path, text in texts()
        if "CalamineWorkbook.from" in text
        and "unpacking.check" not in text
        and not path.startswith("stadtkern/flow/ingest/geodata/reader/")
    ]
    assert found == []


def test_nothing_reads_bytes_that_could_run_code() -> None:
    found = [
        f"{path}: {name}" for path, names in modules() for name in names if name.partition(".")[0] in UNSAFE
    ]
    unsafe = re.compile(r"\byaml\.(load|unsafe_load|full_load)\(|(?<![\w.])(eval|exec)\(|allow_pickle")
    found += [path for path, text in texts() if unsafe.search(text)]
    assert found == []


def test_programs_are_started_in_named_places_and_without_a_shell() -> None:
    found = [path for path, names in modules() if "subprocess" in names and not within(path, PROGRAMS)]
    found += [path for path, text in texts() if re.search(r"shell=True|os\.system\(|os\.popen\(", text)]
    assert found == []


def test_scripts_of_pages_write_text_never_markup() -> None:
    unsafe = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment"
        r"|\beval\(|new Function|\.setHTML\(|setTimeout\(\s*['\"`]"
    )
    scripts = [path for path in sorted((ROOT / "stadtkern").rglob("*.js")) if "vendor" not in path.parts]
    assert len(scripts) > 2
    assert [str(path) for path in scripts if unsafe.search(path.read_text())] == []


def test_every_place_in_the_tables_exists() -> None:
    named = {*DIALLING, *EXPAT, *RDF, *PROGRAMS}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def within(path: str, places: dict[str, str]) -> bool:
    return any(path == place or (place.endswith("/") and path.startswith(place)) for place in places)


@cache
def texts() -> tuple[tuple[str, str], ...]:
    found = sorted((ROOT / "stadtkern").rglob("*.py"))
    return tuple(
        (str(path.relative_to(ROOT)), path.read_text())
        for path in found
        if not {"tests", "migrations"} & {*path.parts}
    )


@cache
def modules() -> tuple[tuple[str, frozenset[str]], ...]:
    """Each file with the names that it imports."""
    return tuple((path, _imported(text)) for path, text in texts())


def _imported(text: str) -> frozenset[str]:
    return frozenset(name for node in ast.walk(ast.parse(text)) for name in _names(node))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (one.name for one in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module
        yield from (f"{node.module}.{one.name}" for one in node.names)
