# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is handed out of the audit log can be verified by anybody, with nothing but the file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from stadtkern.kernel import audit, audit_chain, audit_export
from stadtkern.kernel.audit_export import Wanted
from stadtkern.kernel.models import AuditEntry

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def some() -> None:
    audit.record("amira", "thing.edit", "thing t/1", {"name": {"before": "a", "after": 'b "ü"'}}, NOW)
    audit.record("bert", "dataset.release", "dataset d", {"half": 0.5}, NOW + timedelta(days=1))
    audit.record("amira", "person.create", "person carla", {"person": "carla"}, NOW + timedelta(days=2))


def test_a_whole_export_verifies_with_nothing_but_the_file() -> None:
    some()

    lines = [json.loads(line) for line in audit_export.export("amira", Wanted(), "jsonl", at=NOW)]

    previous = audit_chain.START
    for line in lines:
        covered = {name: line[name] for name in ("action", "at", "by", "change", "number", "subject")}
        text = json.dumps(
            {**covered, "form": 1, "previous": previous},
            sort_keys=True, ensure_ascii=False, separators=(",", ":"),
        )  # fmt: skip
        assert line["previous"] == previous
        assert hashlib.sha256(text.encode()).hexdigest() == line["digest"]
        previous = line["digest"]
    assert [line["action"] for line in lines][-1] == "audit.export"


def test_a_part_of_the_log_carries_the_digests_before_each_entry() -> None:
    some()

    lines = [
        json.loads(line) for line in audit_export.export("amira", Wanted(action="person"), "jsonl", at=NOW)
    ]

    assert [line["subject_name"] for line in lines] == ["carla"]
    assert lines[0]["previous"] == AuditEntry.objects.get(number=2).digest


def test_a_table_of_the_log_starts_no_formula() -> None:
    audit.record("=cmd()", "thing.edit", "thing t/1", {}, NOW)

    text = "".join(audit_export.export("amira", Wanted(), "csv", at=NOW))

    [head, first, _note] = csv.reader(io.StringIO(text))
    assert tuple(head) == audit_export.COLUMNS
    assert first[3] == "'=cmd()"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), 3),
        (Wanted(who="amira"), 2),
        (Wanted(action="dataset"), 1),
        (Wanted(subject="carla"), 1),
        (Wanted(subject="T/1"), 1),
        (Wanted(since=date(2026, 3, 2)), 2),
        (Wanted(until=date(2026, 3, 2)), 2),
        (Wanted(since=date(2026, 3, 2), until=date(2026, 3, 2)), 1),
    ],
)
def test_entries_are_found_by_person_deed_object_and_day(wanted: Wanted, found: int) -> None:
    some()

    assert audit_export.entries(wanted).count() == found


def test_handing_out_is_in_the_log_itself() -> None:
    some()

    list(audit_export.export("bert", Wanted(who="amira", action="thing"), "csv", at=NOW))

    entry = AuditEntry.objects.get(action="audit.export")
    assert (entry.actor, entry.change) == ("bert", {"form": "csv", "action": "thing", "by_name": True})


def test_codes_within_a_change_are_shown_as_names() -> None:
    some()
    [entry] = audit_export.entries(Wanted(action="person"))

    assert audit_export.with_names(str(entry.change["person"]), audit_export.named([entry])) == "carla"
