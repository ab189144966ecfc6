# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Findings of the protection check in the register: stored, answered, never with the data itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.flow.collections import reading as features
from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel.errors import NotFound, PayloadRejected
from stadtkern.kernel.models import Person

from . import changes
from .models import Dataset, DistributionRow, Finding, Step
from .protection import files
from .protection.files import MOST_ROWS, Unreadable
from .protection.reasons import REASONS
from .protection.scan import scan
from .protection.words import Block, Found, Table

_TEXT_CHECKS = {"email", "phone", "iban", "person", "plate"}
_LEAST_ANSWER = 10
_IN_TEXTS = "Beschreibung"
_IN_COLLECTION = "Sammlung"


def look_at_file(row: DistributionRow, file: BinaryIO, now: datetime) -> None:
    """Check an uploaded file and keep what is suspicious, and the columns of its table."""
    file.seek(0)
    with tempfile.NamedTemporaryFile(suffix=Path(row.file_name).suffix) as copy:
        copyfileobj(file, copy)
        copy.flush()
        try:
            table = files.read(Path(copy.name), row.format)
            blocks = list(table.blocks)
            found = scan(Table(blocks=iter(blocks), whole=table.whole))
        except Unreadable:
            blocks, found = [], [Found(column="", check="unreadable", hits=0, scanned=0)]
    if blocks and row.format in {"CSV", "TSV", "XLSX", "ODS", "PARQUET", "GEOJSON", "JSON"}:
        row.columns = [{"key": name, "title": name, "kind": "text"} for name in blocks[0]]
        row.save(update_fields=["columns"])
    _keep(row.dataset, place_of(row, ""), found, now)


def look_at_texts(dataset: Dataset, now: datetime) -> None:
    """Check what is written about a dataset."""
    texts = [dataset.title, dataset.description, dataset.description_en, *dataset.keywords]
    block: Block = {"Text": pa.array(texts, pa.string())}
    found = [one for one in scan(Table(blocks=iter([block]))) if one.check in _TEXT_CHECKS]
    _keep(dataset, f"{_IN_TEXTS}: ", found, now)


def look_at_collection(dataset: Dataset, now: datetime) -> None:
    """Check the fields of the collection behind a dataset that would be published.

    Raises:
        LakeUnavailable: its features cannot be read.
    """
    collection = FeatureCollection.objects.filter(key=dataset.collection).first()
    if collection is None:
        return
    titles = {field.key: field.title for field in collections.public_fields(collection)}
    asked = features.question(collection)
    blocks: list[Block] = []
    rows = 0
    for batch in features.stream(asked):
        blocks.append(
            {
                titles[name]: pa.array(batch.column(name).cast(pa.string()).to_pylist(), pa.string())
                for name in titles
            }
        )
        rows += batch.num_rows
        if rows >= MOST_ROWS:
            break
    found = scan(Table(blocks=iter(blocks), whole=rows < MOST_ROWS))
    _keep(dataset, f"{_IN_COLLECTION}: ", found, now)


def place_of(row: DistributionRow, column: str) -> str:
    """Where in a dataset a column of a distribution is."""
    return f"{row.key}: {column}"


def open_findings(dataset: Dataset) -> list[Finding]:
    """What somebody has to answer before the dataset is released."""
    return [one for one in dataset.findings.all() if one.blocking and not one.answer]


def answer(actor: Person, dataset: Dataset, finding_id: int, text: str, *, now: datetime) -> Finding:
    """Say why something may be published all the same.

    Raises:
        NotPermitted: the actor does not work for the department.
        PayloadRejected: the answer says nothing.
        NotFound: the dataset has no such finding.
    """
    changes.require_editor(actor, dataset, "answer a finding")
    if len(text.strip()) < _LEAST_ANSWER:
        raise PayloadRejected(_("Bitte begründen Sie mit einem Satz, warum das veröffentlicht werden darf."))
    with transaction.atomic():
        found = dataset.findings.select_for_update().filter(pk=finding_id).first()
        if found is None:
            raise NotFound(f"no finding {finding_id}")
        found.answer, found.answered_by, found.answered_at = text.strip()[:1000], actor.get_username(), now
        found.save(update_fields=["answer", "answered_by", "answered_at"])
        change = {"place": found.place, "check": found.check_name}
        changes.noted(actor, dataset, Step.ANSWERED, now, note=found.answer, change=change)
    return found


def _keep(dataset: Dataset, prefix: str, found: Iterable[Found], now: datetime) -> None:
    """Replace what was found at a place; answers stay while the same is found there."""
    with transaction.atomic():
        rows = dataset.findings.filter(place__startswith=prefix)
        before = {(one.place, one.check_name): one for one in rows}
        for one in found:
            place = f"{prefix}{one.column}"[:300]
            old = before.pop((place, one.check), None)
            if old and old.hits == one.hits:
                continue
            Finding.objects.update_or_create(
                dataset=dataset,
                place=place,
                check_name=one.check,
                defaults={
                    "hits": one.hits,
                    "scanned": one.scanned,
                    "blocking": REASONS[one.check].blocking,
                    "answer": "",
                    "answered_by": "",
                    "answered_at": None,
                    "found_at": now,
                },
            )
        Finding.objects.filter(pk__in=[old.pk for old in before.values()]).delete()
