# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Starts the reading process for one file, passes on what it finds, ends it when it goes too far.

Memory, processor time and files are limited by the kernel; a process that keeps silent is ended. Whoever
stops listening ends it, too.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
import pyarrow as pa
import structlog

from stadtkern.kernel.errors import PayloadRejected

from .confinement import SETTINGS
from .protocol import Gone, Inbox
from .words import Answer, Ask, Plan, Refused, Report, Survey

log = structlog.get_logger(__name__)

SILENCE_S = 180.0
"""So long the process may keep silent [s]."""
_ROOT = Path(__file__).resolve().parents[5]
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from {} import main; main()".format(
    f"{__package__}.worker"
)
_COMPLAINTS = "stderr"
Item = pa.RecordBatch | list[Refused] | Report
"""Features, refused records, and at the very end the report."""


def survey(path: Path, name: str) -> Survey:
    """A look into a file.

    Raises:
        PayloadRejected: it cannot be read, or takes too much memory or time.
    """
    for answer in _answers(path, name, None):
        if isinstance(answer, Answer) and answer.survey is not None:
            return answer.survey
    raise PayloadRejected("Die Datei enthält keine Objekte.")


def read(path: Path, name: str, plan: Plan) -> Iterator[Item]:
    """All features of a file by a plan.

    Raises:
        PayloadRejected: it cannot be read to its end; what was yielded before must not be kept.
    """
    done = False
    for answer in _answers(path, name, plan):
        if isinstance(answer, pa.RecordBatch):
            yield answer
            continue
        if answer.refused:
            yield answer.refused
        if answer.report is not None:
            done = True
            yield answer.report
    if not done:
        raise PayloadRejected("Die Datei wurde nicht bis zum Ende gelesen.")


def _answers(path: Path, name: str, plan: Plan | None) -> Iterator[Answer | pa.RecordBatch]:
    with tempfile.TemporaryDirectory(prefix="stadtkern-geodata-") as folder:
        ask = Ask(path=str(path.absolute()), name=name, folder=folder, plan=plan)
        with _started(folder) as process:
            yield from _told(process, ask)


def _told(process: subprocess.Popen[bytes], ask: Ask) -> Iterator[Answer | pa.RecordBatch]:
    inbox = Inbox(lambda size: _some(process, size))
    try:
        if process.stdin:
            process.stdin.write(msgspec.json.encode(ask))
            process.stdin.close()
        while True:
            frame = inbox.frame()
            if frame.kind == b"B":
                yield from pa.ipc.open_stream(frame.body)
                continue
            answer = msgspec.json.decode(frame.body, type=Answer)
            if answer.complaint:
                raise PayloadRejected(answer.complaint)
            yield answer
            if answer.report is not None or answer.survey is not None:
                return
    except (Gone, OSError, msgspec.MsgspecError, pa.ArrowInvalid) as error:
        raise PayloadRejected(_why(process, Path(ask.folder, _COMPLAINTS))) from error


@contextmanager
def _started(folder: str) -> Iterator[subprocess.Popen[bytes]]:
    complaints = Path(folder, _COMPLAINTS).open("wb")  # noqa: SIM115 - closed below
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env={"LC_ALL": "C.UTF-8", "CPL_TMPDIR": folder, "TMPDIR": folder, **SETTINGS},
        cwd=folder,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        for pipe in (process.stdin, process.stdout, complaints):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        process.wait()


def _some(process: subprocess.Popen[bytes], size: int) -> bytes:
    source = process.stdout.fileno() if process.stdout else -1
    poll = select.poll()
    poll.register(source, select.POLLIN)
    if not poll.poll(SILENCE_S * 1000):
        process.kill()
        log.warning("geodata_reader_silent", seconds=SILENCE_S)
        raise Gone
    return os.read(source, size)


def _why(process: subprocess.Popen[bytes], complaints: Path) -> str:
    """Why the process has ended, by the signal that has ended it; its last words are logged."""
    deadline = time.monotonic() + 5
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    code = process.poll()
    said = complaints.read_bytes()[-4000:].decode(errors="replace").strip().splitlines()
    log.warning("geodata_reader_ended", code=code, said=said[-1][:300] if said else "")
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "Das Lesen der Datei dauerte zu lange oder wurde abgebrochen; bitte aufteilen."
    if code == -signal.SIGXFSZ:
        return "Die Datei wird beim Lesen zu groß; bitte aufteilen."
    if code in (-signal.SIGABRT, -signal.SIGBUS) or code == 1:
        return "Die Datei braucht zu viel Arbeitsspeicher oder ist beschädigt; bitte prüfen oder aufteilen."
    return "Die Datei ist beschädigt und kann nicht gelesen werden."
