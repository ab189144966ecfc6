# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The package as an operator gets it: built, installed elsewhere, started outside of the checkout."""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from stadtkern.settings.tests.city_process import running_city

from .conftest import uv

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
NEEDED = (
    "stadtkern/web/static/vendor/kern/kern.min.css",
    "stadtkern/web/static/vendor/maplibre/maplibre-gl.mjs",
    "stadtkern/web/templates/404.html",
    "stadtkern/settings/demo/ATTRIBUTION.json",
    "stadtkern/kernel/migrations/0001_initial.py",
    "stadtkern/py.typed",
    *(path.relative_to(ROOT).with_suffix(".mo").as_posix() for path in ROOT.glob("stadtkern/**/*.po")),
)


def test_the_wheel_holds_everything_a_city_needs_and_no_tests(built: Path) -> None:
    names = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    assert [name for name in NEEDED if name not in names] == []
    assert any(name.endswith(".sql") for name in names)
    assert [name for name in names if "/tests/" in name] == []
    assert [name for name in names if not name.startswith(("stadtkern/", "stadtkern-"))] == []


def test_the_source_archive_holds_licences_and_built_browser_files(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSES/EUPL-1.2.txt", "README.md", "publiccode.yml", *NEEDED} <= names


def test_a_city_from_the_wheel_answers_styled_pages_elsewhere(built: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    uv("venv", "--python", sys.executable, str(venv))
    uv("pip", "install", "--python", str(venv / "bin" / "python"), str(next(built.glob("*.whl"))))
    with running_city(tmp_path / "data", command=venv / "bin" / "stadtkern", folder=tmp_path) as city:
        german, english = city.page("/")[1], city.page("/en/")[1]
        styles = set(re.findall(r'href="([^"]+\.css)"', german))
        statuses = {style: city.page(style)[0] for style in styles}
    assert statuses
    assert set(statuses.values()) == {200}
    assert "Radverkehr" in german
    assert "Cycling" in english
