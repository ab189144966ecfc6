# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What holds for the whole house: settings are documented, commands exist, publiccode.yml is valid."""

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest
import yaml

from stadtkern.settings.command import COMMANDS
from stadtkern.settings.env import Knobs

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
RUN_WORDS = {"up", "check", "test", "conformance", "bench", "sbom", "prepare", "stadtkern", "help"}


def test_every_knob_is_documented() -> None:
    reference = (ROOT / "docs/reference/settings.md").read_text()
    source = (ROOT / "stadtkern/settings/env.py").read_text()
    assert (
        sorted(
            set(re.findall(r"STADTKERN_[A-Z_]+", source)) - set(re.findall(r"STADTKERN_[A-Z_]+", reference))
        )
        == []
    )
    assert all(f"STADTKERN_{field.name.upper()}" in reference for field in fields(Knobs))


def test_every_command_is_documented() -> None:
    reference = (ROOT / "docs/reference/commands.md").read_text()
    assert [name for name in COMMANDS if f"`stadtkern {name}" not in reference] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_links_of_a_document_exist(document: Path) -> None:
    text = document.read_text()
    assert set(re.findall(r"\./run ([a-z]+)", text)) <= RUN_WORDS
    assert set(re.findall(r"(?<![\w./-])stadtkern ([a-z]+)\b(?=[^\n]*`)", text)) <= {*COMMANDS}
    links = [
        link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link and "mailto:" not in link
    ]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_publiccode_file_is_valid() -> None:
    given = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    schema = yaml.safe_load((ROOT / "tests/architecture/publiccode.schema.yml").read_text())
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(given)


def test_the_version_is_the_same_everywhere() -> None:
    given = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert f'version = "{given["softwareVersion"]}"' in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_a_script_is_valid_and_may_be_started(script: str) -> None:
    shell = shutil.which("sh" if script == "run" else "bash")
    assert shell
    assert (ROOT / script).stat().st_mode & 0o111
    subprocess.run([shell, "-n", ROOT / script], check=True)
