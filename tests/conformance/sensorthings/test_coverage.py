# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every requirement of every served class has a test."""

from __future__ import annotations

import ast
from pathlib import Path

from stadtkern.flow.outlets.sensorthings.conformance import CLASSES

from .service import SENSING, TASKING


def test_every_requirement_is_covered_by_a_test() -> None:
    named = {
        TASKING + text[8:] if text.startswith("tasking:") else SENSING + text
        for path in Path(__file__).parent.glob("test_*.py")
        for text in _covered(ast.parse(path.read_text(encoding="utf-8")))
    }
    wanted = {uri for one in CLASSES for uri in one.uris}
    assert named == wanted


def _covered(tree: ast.AST) -> list[str]:
    return [
        argument.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "covers"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
