# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Import: files, folders and archives are read once; bad ones are named and harm nothing else."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.ingest import importing, limits, service
from stadtkern.flow.ingest.importing import ImportReport, Progress, import_path
from stadtkern.flow.ingest.models import ImportedFile, RejectedRecord
from stadtkern.flow.ingest.service import Delivery, Stored
from stadtkern.kernel.errors import PayloadRejected

from .city import NOW, PAYLOADS, results

pytestmark = pytest.mark.django_db

CODE = "muenster/100035541/100035541"
HEAD = b"Datetime,100035541 (Neutor)\n"


def run(path: Path, source: str | None = None, *, again: bool = False) -> ImportReport:
    return import_path(path, source_key=source, now=NOW, again=again)


def month(number: int, *lines: bytes) -> tuple[str, bytes]:
    """Name and content of a small file of one month."""
    own = lines or (f"2025-{number:02}-01 00:00,{number}".encode(),)
    return f"100035541/2025-{number:02}.csv", HEAD + b"\n".join(own) + b"\n"


def tar_of(path: Path, *files: tuple[str, bytes]) -> Path:
    """A tar archive, packed as its name says."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    packers: dict[str, Callable[[bytes], bytes]] = {
        ".gz": gzip.compress,
        ".xz": lzma.compress,
        ".bz2": bz2.compress,
        ".tar": bytes,
    }
    path.write_bytes(packers[path.suffix](raw.getvalue()))
    return path


def zip_of(path: Path, *files: tuple[str, bytes]) -> Path:
    """A zip archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return path


def reasons(report: ImportReport) -> str:
    return " | ".join(f"{one.name}: {one.reason}" for one in report.failed)


def test_a_recorded_folder_becomes_observations(tmp_path: Path) -> None:
    report = run(PAYLOADS / "100035541")
    assert (report.files, report.total.stored, report.total.rejected) == (2, 24, 0)
    assert results(CODE)[:2] == [36, 19]


def test_a_second_run_stores_nothing_and_reads_nothing() -> None:
    run(PAYLOADS)
    report = run(PAYLOADS)
    assert (report.files, report.skipped, report.total.stored) == (0, 2, 0)


def test_reading_again_on_demand_stores_nothing_twice() -> None:
    run(PAYLOADS)
    report = run(PAYLOADS, again=True)
    assert (report.files, report.total.stored, report.total.duplicates) == (2, 0, 24)


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.xz", "a.tar.bz2"])
def test_every_kind_of_tar_is_read(tmp_path: Path, name: str) -> None:
    report = run(tar_of(tmp_path / name, month(2), month(1)))
    assert (report.files, results(CODE)) == (2, [1, 2])


def test_a_zip_is_read(tmp_path: Path) -> None:
    report = run(zip_of(tmp_path / "a.zip", month(1), month(2), ("README.md", b"# hello")))
    assert (report.files, results(CODE)) == (2, [1, 2])
    assert [one.name for one in report.unmatched] == ["README.md"]


def test_a_single_packed_file_is_read(tmp_path: Path) -> None:
    name, content = month(1)
    path = tmp_path / f"{name}.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(content))
    assert run(path).total.stored == 1


def test_archives_inside_a_folder_are_read(tmp_path: Path) -> None:
    zip_of(tmp_path / "a.zip", month(1))
    tar_of(tmp_path / "b.tar.xz", month(2))
    assert run(tmp_path).total.stored == 2


def test_a_named_source_reads_a_file_of_any_name(tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    path.write_bytes(month(1)[1])
    assert run(path, "counts").total.stored == 1


def test_many_small_commits_give_the_same_as_one(tmp_path: Path) -> None:
    limits.provide(replace(limits.limits(), rows_per_commit=1))
    report = run(zip_of(tmp_path / "a.zip", *(month(number) for number in range(1, 13))))
    assert (report.files, report.total.stored) == (12, 12)


def test_an_import_that_was_cut_off_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits.provide(replace(limits.limits(), rows_per_commit=1))
    archive = zip_of(tmp_path / "a.zip", *(month(number) for number in range(1, 6)))
    calls = iter(range(10))

    def pulled_plug(
        deliveries: Sequence[Delivery], *, source_key: str, now: datetime, directly: bool
    ) -> Stored:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return service.store_all(deliveries, source_key=source_key, now=now, directly=directly)

    monkeypatch.setattr(importing, "store_all", pulled_plug)
    with pytest.raises(KeyboardInterrupt):
        run(archive)
    report = run(archive)
    assert (report.skipped, report.files, results(CODE)) == (3, 2, [1, 2, 3, 4, 5])


def test_a_commit_whose_mark_was_lost_is_recognised_by_the_lake(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "a.zip", month(1))
    run(archive)
    ImportedFile.objects.all().delete()
    report = run(archive)
    assert (report.total.stored, report.total.duplicates) == (0, 1)


def test_progress_is_told_until_everything_is_done(tmp_path: Path) -> None:
    seen: list[Progress] = []
    import_path(zip_of(tmp_path / "a.zip", month(1), month(2)), progress=seen.append, now=NOW)
    assert seen[0].files_total is None
    assert (seen[-1].files_done, seen[-1].files_total, seen[-1].observations) == (2, 2, 2)


def test_the_state_of_the_source_counts_along(tmp_path: Path) -> None:
    run(zip_of(tmp_path / "a.zip", month(1), month(2, b"2025-02-01 00:00,many")))
    state = SourceState.objects.get(key="counts")
    assert (state.stored, state.rejected, state.last_success_at) == (1, 1, NOW)


def test_a_bad_line_is_kept_with_its_header_and_its_neighbours_are_stored(tmp_path: Path) -> None:
    report = run(zip_of(tmp_path / "a.zip", month(1, b"2025-01-01 00:00,3", b"2025-01-01 00:15,?")))
    assert (report.total.stored, report.total.rejected) == (1, 1)
    record = RejectedRecord.objects.get()
    assert bytes(record.raw) == HEAD + b"2025-01-01 00:15,?\n"
    assert (record.where, record.payload_name) == ("Zeile 3", "100035541/2025-01.csv")


def test_a_broken_record_that_is_delivered_again_is_kept_once(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "a.zip", month(1, b"2025-01-01 00:15,?"))
    run(archive)
    run(archive, again=True)
    assert RejectedRecord.objects.get().times_seen == 2


def test_an_unreadable_file_is_named_and_the_others_are_stored(tmp_path: Path) -> None:
    wrong = ("100035541/2025-03.csv", b"Zeit;Anzahl\n2025-03-01 00:00;7\n")
    report = run(zip_of(tmp_path / "a.zip", month(1), wrong, ("100035541/2025-04.csv", b"")))
    assert (report.files, report.total.stored) == (1, 1)
    assert "100035541/2025-03.csv: Zeile 1: erwartet wird eine Spalte „Datetime“." in reasons(report)
    assert len(report.failed) == 2


def test_an_unreadable_file_is_tried_again_by_the_next_run(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "a.zip", ("100035541/2025-03.csv", b"Zeit;Anzahl\n"))
    run(archive)
    assert (run(archive).skipped, RejectedRecord.objects.count()) == (0, 1)


def test_a_fault_in_a_decoder_costs_only_its_file(tmp_path: Path) -> None:
    report = run(zip_of(tmp_path / "a.zip", ("x.faulty", b"1"), month(1)))
    assert report.total.stored == 1
    assert "ZeroDivisionError" in reasons(report)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "site" / "2025-01.csv"
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    report = run(path)
    assert "ist größer als erlaubt (2048 MiB, erlaubt 512 MiB)" in reasons(report)


def test_an_archive_member_over_the_limit_is_refused_and_the_others_are_stored(tmp_path: Path) -> None:
    limits.provide(replace(limits.limits(), file_bytes=1000))
    large = ("100035541/2025-02.csv", HEAD + b"x" * 2000)
    for archive in (
        zip_of(tmp_path / "a.zip", large, month(1)),
        tar_of(tmp_path / "a.tar.gz", large, month(3)),
    ):
        report = run(archive)
        assert report.total.stored == 1
        assert "ist größer als erlaubt" in reasons(report)


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.tar.gz", "bomb.tar.xz"])
def test_a_bomb_is_stopped_before_it_unpacks(tmp_path: Path, name: str) -> None:
    limits.provide(replace(limits.limits(), archive_ratio_from=1 << 20))
    zeros = ("100035541/2025-01.csv", bytes(8 << 20))
    maker = zip_of if name.endswith("zip") else tar_of
    report = run(maker(tmp_path / name, zeros))
    assert report.files == 0
    assert "-mal so groß" in reasons(report)


def test_an_archive_with_too_many_members_is_refused(tmp_path: Path) -> None:
    limits.provide(replace(limits.limits(), archive_members=3))
    report = run(zip_of(tmp_path / "a.zip", *(month(number) for number in range(1, 6))))
    assert "mehr als 3 Dateien" in reasons(report)


def test_names_that_climb_out_of_the_archive_are_harmless(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    name, content = month(1)
    report = run(
        tar_of(folder / "a.tar", (f"../../{name}", content), ("/etc/100035541/2025-02.csv", month(2)[1]))
    )
    assert report.total.stored == 2
    assert [path.name for path in tmp_path.rglob("*.csv")] == []
    assert [path.name for path in folder.iterdir()] == ["a.tar"]


def test_links_and_devices_in_an_archive_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in (("2025-01.csv", tarfile.SYMTYPE), ("2025-02.csv", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(f"site/{name}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    report = run(path)
    assert (report.files, report.failed) == (0, [])


def test_links_in_a_folder_are_left_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(month(1)[1])
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "2025-01.csv").symlink_to(outside)
    assert run(tmp_path / "site").files == 0


def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", month(1))
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert "verschlüsselt" in reasons(run(path))


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tar.xz", "a.tar.bz2", "a.tar", "a.gz"])
def test_what_only_looks_like_an_archive_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / "site" / name.replace("a.gz", "2025-01.csv.gz")
    path.parent.mkdir()
    path.write_bytes(b"this is no archive at all" * 100)
    assert "beschädigt" in reasons(run(path))


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tar.xz"])
def test_a_cut_off_archive_is_named(tmp_path: Path, name: str) -> None:
    maker = zip_of if name.endswith("zip") else tar_of
    path = maker(tmp_path / name, *(month(number, os.urandom(2000).hex().encode()) for number in range(1, 6)))
    path.write_bytes(path.read_bytes()[:3000])
    assert "beschädigt" in reasons(run(path))


def test_a_folder_without_matching_files_is_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "notes.md").write_text("nothing")
    report = run(folder)
    assert (report.files, report.failed) == (0, [])
    assert [one.name for one in report.unmatched] == ["texts/notes.md"]


def test_a_path_where_nothing_is_is_said(tmp_path: Path) -> None:
    with pytest.raises(PayloadRejected, match="gibt es nicht"):
        run(tmp_path / "nowhere")
