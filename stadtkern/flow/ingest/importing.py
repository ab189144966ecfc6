# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Import of a file, folder or archive: what is known is left out, the rest is committed in large pieces.

A file counts as imported only after its observations are committed, so a killed import goes on where it was,
and what was committed twice is recognised by the lake.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from stadtkern.kernel.errors import CityError, LakeUnavailable, PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload

from . import counters, decoding
from .archives import Found, Questions, Spool, Trouble, walk
from .choosing import Choice, Chooser, is_packed
from .limits import MIB, limits
from .models import DecoderKind, ImportedFile
from .service import Delivery, Stored, store_all

log = structlog.get_logger(__name__)

_WORKERS = 2
_IN_FLIGHT_FILES = 16
_IN_FLIGHT_BYTES = 128 * MIB
_MONTH = re.compile(r"(?:19|20)\d\d[-_]?(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an import has come."""

    files_done: int
    files_total: int | None
    """Null while the archive is still being looked through."""
    read_bytes: int
    observations: int
    rejected: int
    elapsed_s: float

    @property
    def rate(self) -> float:
        """Observations per second since the start."""
        return self.observations / self.elapsed_s if self.elapsed_s else 0.0


@dataclass(kw_only=True)
class ImportReport:
    """What an import did."""

    files: int = 0
    """Files that were read and committed in this run."""
    skipped: int = 0
    """Files that an earlier run has imported."""
    failed: list[Trouble] = field(default_factory=list)
    """Files that could not be read at all, each with its reason."""
    unmatched: list[Trouble] = field(default_factory=list)
    """Files that belong to no source."""
    read_bytes: int = 0
    observations: int = 0
    """Observations that were decoded, stored or not."""
    total: Stored = field(default_factory=Stored)
    elapsed_s: float = 0.0


Listener = Callable[[Progress], None]


def import_path(
    path: Path,
    *,
    source_key: str | None = None,
    progress: Listener | None = None,
    now: datetime,
    again: bool = False,
) -> ImportReport:
    """Import everything at ``path`` that belongs to a source (or to the given one).

    ``again`` decodes files that an earlier run has imported, too.

    Raises:
        PayloadRejected: nothing at that path.
        LakeUnavailable: the lake cannot be written; files committed so far stay imported.
    """
    single = path.is_file() and not is_packed(path.name)
    chooser = Chooser(source_key, single=single, again=again)
    spool = Spool()
    run = _Run(chooser=chooser, progress=progress, now=now, single=single)
    try:
        run.look_through(walk(path, Questions(wanted=chooser.wanted, known=chooser.known), spool))
        for files in run.groups():
            run.import_group(files)
    finally:
        spool.close()
        counters.flush()
    run.report.elapsed_s = time.monotonic() - run.started
    log.info("import_done", files=run.report.files, stored=run.report.total.stored)
    return run.report


@dataclass(kw_only=True)
class _Read:
    """A file that was decoded and waits for its commit."""

    found: Found
    delivery: Delivery
    gave_up: str
    """Why nothing could be read of it; empty when all is well."""


@dataclass(kw_only=True)
class _Run:
    """One import under way."""

    chooser: Chooser
    progress: Listener | None
    now: datetime
    single: bool
    report: ImportReport = field(default_factory=ImportReport)
    started: float = field(default_factory=time.monotonic)
    files: list[Found] = field(default_factory=list)
    looked_through: bool = False

    def look_through(self, entries: Iterator[Found | Trouble]) -> None:
        """Collect what is to be read; contents stay on disk."""
        for entry in entries:
            if isinstance(entry, Trouble):
                self.report.failed.append(entry)
            elif entry.known:
                self.report.skipped += 1
            else:
                self.files.append(entry)
            self.tell()
        self.report.unmatched.extend(self.chooser.unmatched)
        self.looked_through = True

    def groups(self) -> Iterator[list[Found]]:
        """Files of one source each, by the month in their names, so that a commit touches few months."""
        by_source: dict[tuple[str, str], list[Found]] = {}
        for found in self.files:
            choice = self.choice(found)
            by_source.setdefault((choice.source_key, choice.kind), []).append(found)
        for files in by_source.values():
            yield sorted(files, key=_month_and_name)

    def choice(self, found: Found) -> Choice:
        """Who reads a file that the chooser wanted."""
        choice = self.chooser.choice(found.name)
        if choice is None:
            raise PayloadRejected(f"„{found.name}“ passt zu keiner Datenquelle")
        return choice

    def import_group(self, files: Sequence[Found]) -> None:
        """Decode in threads, commit here: whenever enough rows are gathered, and at the end."""
        choice = self.choice(files[0])
        gathered: list[_Read] = []
        rows = 0
        for read in _decoded_ahead(files, choice, self.now):
            gathered.append(read)
            rows += read.delivery.decoded.observations.num_rows
            if rows >= limits().rows_per_commit:
                self._commit(gathered, choice)
                gathered, rows = [], 0
        self._commit(gathered, choice)

    def tell(self) -> None:
        """Tell the listener how far it is."""
        if self.progress is None:
            return
        report = self.report
        done = report.files + report.skipped + len(report.failed)
        self.progress(
            Progress(
                files_done=done,
                files_total=report.skipped + len(report.failed) + len(self.files)
                if self.looked_through
                else None,
                read_bytes=report.read_bytes,
                observations=report.observations,
                rejected=report.total.rejected,
                elapsed_s=time.monotonic() - self.started,
            )
        )

    def _commit(self, gathered: Sequence[_Read], choice: Choice) -> None:
        reads = [read for read in gathered if not self._belongs_to_nobody(read, choice)]
        if not reads:
            return
        try:
            deliveries = [read.delivery for read in reads]
            total = store_all(deliveries, source_key=choice.source_key, now=self.now, directly=True)
        except LakeUnavailable:
            raise
        except CityError as error:
            if len(reads) > 1:
                for read in reads:
                    self._commit([read], choice)
            else:
                self.report.failed.append(Trouble(name=reads[0].found.name, reason=str(error)))
            return
        self.report.total += total
        self._mark_imported(reads, choice)
        self.tell()

    def _belongs_to_nobody(self, read: _Read, choice: Choice) -> bool:
        """In a folder, a file that only might have been a general table and is none is no fault."""
        if self.single or choice.kind != DecoderKind.TABLE or not read.gave_up:
            return False
        self.report.unmatched.append(Trouble(name=read.found.name, reason=read.gave_up))
        return True

    def _mark_imported(self, reads: Sequence[_Read], choice: Choice) -> None:
        marks = []
        for read in reads:
            decoded = read.delivery.decoded
            self.report.read_bytes += read.found.size
            self.report.observations += decoded.observations.num_rows
            if read.gave_up:
                self.report.failed.append(Trouble(name=read.found.name, reason=read.gave_up))
                continue
            self.report.files += 1
            marks.append(
                ImportedFile(
                    source=choice.source_key,
                    sha256=read.found.sha256,
                    decoder_version=choice.version,
                    name=read.found.name[-500:],
                    size=read.found.size,
                    imported_at=self.now,
                    observations=decoded.observations.num_rows,
                    rejected=len(decoded.rejected),
                )
            )
        ImportedFile.objects.bulk_create(marks, ignore_conflicts=True, batch_size=400)


def _decoded_ahead(files: Sequence[Found], choice: Choice, now: datetime) -> Iterator[_Read]:
    """The files in order, decoded ahead in threads; at most 128 MiB of content (or one file) at a time."""
    waiting: deque[tuple[Found, Future[_Read]]] = deque()
    flying = 0
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="ingest-decode") as pool:
        for found in files:
            while waiting and (flying + found.size > _IN_FLIGHT_BYTES or len(waiting) >= _IN_FLIGHT_FILES):
                first, future = waiting.popleft()
                yield future.result()
                flying -= first.size
            waiting.append((found, pool.submit(_read, found, choice, now)))
            flying += found.size
        while waiting:
            yield waiting.popleft()[1].result()


def _read(found: Found, choice: Choice, now: datetime) -> _Read:
    try:
        payload = Payload(name=found.name, content=found.read(), received_at=now)
    except OSError as error:
        gave_up = f"Die Datei ist nicht lesbar: {error.strerror}."
        return _Read(found=found, delivery=Delivery(decoded=Decoded(), name=found.name), gave_up=gave_up)
    decoded, gave_up = decoding.decoded(choice.decode, payload)
    return _Read(
        found=found, delivery=Delivery(decoded=decoded, name=found.name, kind=choice.kind), gave_up=gave_up
    )


def _month_and_name(found: Found) -> tuple[str, str]:
    month = _MONTH.search(found.name.rpartition("/")[2])
    return (re.sub(r"\D", "", month[0]) if month else "", found.name)
