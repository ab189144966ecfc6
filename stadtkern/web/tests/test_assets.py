# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The browser packages: only what pages need, from the lock file, nothing twice."""

from __future__ import annotations

import json

from stadtkern.web.assets import ROOT, VENDOR, WANTED, build_assets


def test_the_lock_file_names_no_download_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if name and "integrity" not in facts] == []


def test_the_wanted_versions_are_exact() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    versions = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]
    assert [version for version in versions if not version[0].isdigit()] == []


def test_every_package_brings_its_licence() -> None:
    folders = {folder.split("/")[0] for folder in WANTED}
    with_licence = {
        folder.split("/")[0] for folder, files in WANTED.items() if any("LICENSE" in file for file in files)
    }
    assert folders == with_licence


def test_built_assets_are_not_built_again() -> None:
    build_assets()
    assert build_assets() is False
    for folder, files in WANTED.items():
        for file in files:
            assert (VENDOR / folder / file.rsplit("/", 1)[1]).exists()


def test_of_the_design_system_only_what_pages_use_is_sent() -> None:
    build_assets()
    style = (VENDOR / "kern" / "kern.min.css").read_text()
    assert "--kern-color-layout-text-default" in style
    assert "prefers-color-scheme: dark" in style
    assert ".kern-button" not in style
    assert len(style) < 60_000
