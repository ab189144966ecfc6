# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages work under the strict content security policy and say nothing unescaped."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOT.glob("stadtkern/**/templates/**/*.html"))
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE),
    "inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "|safe": re.compile(r"\|\s*safe\b|autoescape off|safeseq"),
    "another server": re.compile(r"(?:src|<link[^>]*href)=[\"']?(?:https?:)?//", re.IGNORECASE),
}


def test_there_are_templates() -> None:
    assert TEMPLATES


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "stadtkern")))
def test_a_template_has_nothing_inline_and_nothing_unescaped(template: Path) -> None:
    text = template.read_text()
    found = {name: rule.search(text) for name, rule in FORBIDDEN.items()}
    assert {name: hit.group() for name, hit in found.items() if hit} == {}
