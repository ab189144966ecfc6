# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files in ``deploy/``, checked by linters and against what the code really offers; no engine runs."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest
import typer
import yaml
from prometheus_client import Counter, Gauge, Histogram
from typer.main import get_command

from stadtkern.flow.outlets.operations import figures
from stadtkern.kernel import measures
from stadtkern.settings import looking
from stadtkern.settings.command import COMMANDS
from stadtkern.settings.env import Knobs

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = sorted((DEPLOY / "container").glob("compose*.yaml"))
KNOBS = (ROOT / "stadtkern" / "settings" / "env.py").read_text()
MOST_EXPOSED = 20
"""As ``systemd-analyze security`` counts, in tenths: what is below 2.0 counts as well locked up."""


def unit(path: Path) -> configparser.ConfigParser:
    """A unit file; the last of several equal keys counts, as there are none."""
    read = configparser.ConfigParser(interpolation=None, strict=True)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # keys of units are in CamelCase
    read.read_string(path.read_text())
    return read


def settings_in(text: str) -> set[str]:
    """Names of knobs in a text, secrets from files under the name of their knob."""
    names = set(re.findall(r"\bSTADTKERN_[A-Z0-9_]+", text))
    return {name if name in KNOBS else name.removesuffix("_FILE") for name in names}


def check_command(words: list[str]) -> None:
    """Fail unless the command and its options exist."""
    assert words[0] in COMMANDS, words
    module = import_module(f"stadtkern.settings.commands.{COMMANDS[words[0]].module}")
    cli = typer.Typer()
    if hasattr(module, "group"):
        cli.add_typer(module.group, name=words[0])
    else:
        cli.command(words[0])(module.run)
    command = get_command(cli)
    known = {word for one in command.params for word in (*one.opts, *one.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= known, words


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_start_what_there_is_under_an_account_of_their_own(path: Path) -> None:
    service = unit(path)["Service"]
    program, *words = service["ExecStart"].split()
    assert program == "/opt/stadtkern/venv/bin/stadtkern"
    check_command(words)
    assert (service["User"], service["NoNewPrivileges"]) == ("stadtkern", "yes")
    assert service["EnvironmentFile"] == "/etc/stadtkern/stadtkern.env"


@pytest.mark.systemd
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_locked_up(path: Path) -> None:
    exposure = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert exposure.returncode == 0, exposure.stdout[-2000:] + exposure.stderr


@pytest.mark.systemd
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text().replace("/opt/stadtkern/venv/bin/stadtkern", sys.executable)
        (tmp_path / path.name.replace("@", "@1")).write_text(text)
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verified.returncode, verified.stderr) == (0, "")


def test_every_setting_in_the_files_exists() -> None:
    for path in (path for path in DEPLOY.rglob("*") if path.is_file()):
        unknown = {name for name in settings_in(path.read_text()) if f"```{name}" not in KNOBS}
        unknown = {name for name in unknown if f"{name}:" not in KNOBS}
        assert not unknown, path.name


def test_the_container_file_has_nothing_to_object_to() -> None:
    path = DEPLOY / "container" / "Containerfile"
    lint = subprocess.run(
        [Path(sys.executable).parent / "hadolint", "--failure-threshold", "style", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (lint.returncode, lint.stdout) == (0, "")
    text = path.read_text()
    user = text.index("USER 10001:10001")
    assert user < text.index("ENTRYPOINT")
    assert '["stadtkern", "health"]' in text


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_compose_files_keep_to_their_specification(path: Path) -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec.schema.json").read_text())
    given = yaml.safe_load(path.read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(given)] == []


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_services_of_the_city_run_commands_that_exist_and_without_rights(path: Path) -> None:
    given = yaml.safe_load(path.read_text())
    ours = {name: one for name, one in given["services"].items() if one["image"].startswith("stadtkern:")}
    assert ours
    for one in ours.values():
        check_command(one.get("command") or ["up", "--no-demo"])
        assert (one["read_only"], one["user"], one["cap_drop"]) == (True, "10001:10001", ["ALL"])
        assert one["security_opt"] == ["no-new-privileges:true"]
    for one in given["services"].values():
        assert one["cap_drop"] == ["ALL"]
        assert ":latest" not in one["image"]


def test_services_refer_to_services_secrets_and_volumes_that_are_declared() -> None:
    for path in COMPOSE:
        given = yaml.safe_load(path.read_text())
        for one in given["services"].values():
            assert set(one.get("depends_on", {})) <= set(given["services"])
            assert set(one.get("secrets", ())) <= set(given.get("secrets", {}))
            named = {volume.partition(":")[0] for volume in one.get("volumes", ())}
            assert named <= set(given["volumes"])


def test_no_secret_stands_in_a_file() -> None:
    for path in (path for path in DEPLOY.rglob("*") if path.is_file()):
        for line in path.read_text().splitlines():
            if re.search(r"(?i)(password|passwort|secret)\s*[:=]", line) and not line.lstrip().startswith(
                "#"
            ):
                assert "_FILE" in line or "file:" in line or line.rstrip().endswith(":"), (
                    f"{path.name}: {line}"
                )


def test_webservers_hide_figures_and_replace_what_visitors_claim() -> None:
    nginx = (DEPLOY / "nginx" / "stadtkern.conf").read_text()
    assert nginx.count("{") == nginx.count("}")
    assert re.search(r"location = /metrics \{\s+return 404;", nginx)
    for header in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", "X-Forwarded-Host $host"):
        assert f"proxy_set_header {header};" in nginx
    caddy = (DEPLOY / "caddy" / "Caddyfile").read_text()
    assert caddy.count("{") == caddy.count("}")
    assert "respond @metrics 404" in caddy


def names_of_figures() -> set[str]:
    """Names of all figures as Prometheus sees them."""
    kinds = (Counter, Gauge, Histogram)
    measured = [value for value in vars(measures).values() if isinstance(value, kinds)]
    families = [family for one in measured for family in one.collect()]
    counted = {f"{family.name}{ending}" for family in families for ending in ("", "_total", "_bucket")}
    files = [Path(module.__file__ or "").read_text() for module in (figures, looking)]
    looked = {name for text in files for name in re.findall(r'"(stadtkern_[a-z_]+)"', text)}
    return counted | looked


def test_rules_of_prometheus_ask_for_figures_that_exist() -> None:
    given = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())
    rules = [rule for group in given["groups"] for rule in group["rules"]]
    for rule in rules:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        asked = set(re.findall(r"\bstadtkern_[a-z_]+", rule["expr"]))
        assert asked <= names_of_figures(), rule["alert"]
        assert rule["expr"].count("(") == rule["expr"].count(")")
        assert rule["annotations"]["summary"]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    scraped = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    assert scraped["rule_files"] == ["alerts.yml"]


def test_the_reference_names_every_figure_and_none_that_is_gone() -> None:
    text = (ROOT / "docs" / "reference" / "metrics.md").read_text()
    named = set(re.findall(r"`(stadtkern_[a-z_]+)`", text))
    assert named <= names_of_figures()
    without = {name.removesuffix("_total").removesuffix("_bucket") for name in names_of_figures()}
    assert without == {name.removesuffix("_total") for name in named}


def test_the_knobs_of_probes_and_traces_are_offered() -> None:
    assert {"otlp", "otlp_percent", "probes"} <= set(Knobs.__dataclass_fields__)
