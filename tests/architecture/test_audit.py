# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever somebody changes in the register, releases, grants or hands out stands in the audit log."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "stadtkern"
WRITES = {
    "save",
    "create",
    "bulk_create",
    "update",
    "delete",
    "update_or_create",
    "get_or_create",
    "bulk_update",
}
RECORDS = {"record", "forget_name"}
ELSEWHERE = {
    "flow/catalogue/changes.py:touched": "part of a change that its caller notes",
    "flow/ingest/feeds/samples.py:fetch": "an example to look at, not a fact of the register",
    "flow/ingest/feeds/samples.py:give": "the same",
    "flow/ingest/geodata/accepting.py:accept": "the run is noted when it settles the collection",
    "flow/outlets/dashboards/building/drafts.py:discard": "a draft is seen by its author only",
    "flow/outlets/dashboards/building/drafts.py:go": "the same",
    "flow/outlets/dashboards/building/drafts.py:save": "noted by the service that saves the dashboard",
    "flow/outlets/dashboards/building/drafts.py:save_as_copy": "the same",
    "flow/outlets/dashboards/building/drafts.py:step": "a draft is seen by its author only",
    "flow/outlets/rules/privacy.py:stop_messages": "part of taking a consent back, which is noted",
    "kernel/audit.py:name_of": "the log itself",
    "kernel/audit.py:record": "the log itself",
    "kernel/granting.py:start_with": "part of making an account, which is noted with its roles",
    "kernel/trash.py:keep": "part of a deletion, which its caller notes",
    "web/accounts/adapter.py:confirm_given": "the address that making the account has noted",
}
"""Functions that write but leave the note to somebody else, and why."""
ACTOR = {"actor", "person", "by"}
"""Names of the argument that says who asks."""


def test_each_service_that_a_person_asks_to_change_something_writes_to_the_audit_log() -> None:
    silent = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = str(path.relative_to(PACKAGE))
        if {"tests", "migrations"} & set(path.parts) or "/views" in name or name.endswith("views.py"):
            continue
        silent += [f"{name}:{one}" for one in _silent(path)]
    assert sorted(silent) == sorted(ELSEWHERE)


def _silent(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return [
        name
        for name, node in functions.items()
        if not name.startswith("_")
        and _asked_by_somebody(node)
        and _reaches(node, functions, _writes)
        and not _reaches(node, functions, _records)
    ]


def _asked_by_somebody(node: ast.FunctionDef) -> bool:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return bool(given) and given[0].arg in ACTOR


def _reaches(
    node: ast.FunctionDef, functions: dict[str, ast.FunctionDef], sought: Callable[[ast.Call], bool]
) -> bool:
    """Whether the function, or one of the module that it calls, does it."""
    seen, waiting = set(), [node]
    while waiting:
        one = waiting.pop()
        if one.name in seen:
            continue
        seen.add(one.name)
        calls = [call for call in ast.walk(one) if isinstance(call, ast.Call)]
        if any(sought(call) for call in calls):
            return True
        waiting += [functions[word] for call in calls if (word := _word(call)) in functions]
    return False


def _writes(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in WRITES and _on_rows(call.func.value)


def _on_rows(node: ast.expr) -> bool:
    text = ast.unparse(node)
    return ".objects" in text or text in {"row", "stored", "found", "person", "made"}


def _records(call: ast.Call) -> bool:
    word = _word(call)
    return word in RECORDS or "record" in word or word in {"note", "noted", "told"}


def _word(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
