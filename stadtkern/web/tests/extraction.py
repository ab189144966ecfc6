# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds the German texts of the house in Python files and templates, without the gettext tools."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]
_CALLS = re.compile(
    r"""ngettext\((?P<plural>.*?),\s*count\)|(?:\bgettext|\b_)\((?P<text>u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))\)""",
    re.DOTALL,
)


def texts() -> dict[str, Path]:
    """All texts by their gettext key, with a file where each is used."""
    found: dict[str, Path] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            found |= dict.fromkeys(_in_python(path.read_text(encoding="utf-8")), path)
    for path in sorted((*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt"))):
        found |= dict.fromkeys(_in_template(path.read_text(encoding="utf-8")), path)
    return found


def _in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if name in ("_", "_t", "gettext", "gettext_lazy") and words:
            yield words[0]
        elif name in ("ngettext", "ngettext_lazy") and len(words) == 2:
            yield "\x00".join(words)
        elif name in ("pgettext", "pgettext_lazy") and len(words) == 2:
            yield "\x04".join(words)


def _in_template(source: str) -> Iterator[str]:
    for call in _CALLS.finditer(templatize(source)):
        if call["plural"]:
            one, many = ast.literal_eval(f"({call['plural']})")
            yield f"{one}\x00{many}"
        else:
            yield ast.literal_eval(call["text"])
