# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Jobs that only tests run."""

from __future__ import annotations

import os
import time
from pathlib import Path

from stadtkern.kernel.errors import SourceUnavailable
from stadtkern.kernel.jobs import current_job, job, progress


@job("Zeile anhängen")
def append_line(path: str, line: str) -> None:
    """Add a line to a file."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(line + "\n")


@job("Fortschritt melden")
def tell_progress() -> str:
    """Say that half is done."""
    progress(current_job(), 5, 10, "Hälfte")
    return "fertig"


@job("Scheitern")
def fail(path: str) -> None:
    """Fail as long as the file is missing.

    Raises:
        SourceUnavailable: it is.
    """
    if not Path(path).exists():
        raise SourceUnavailable("die Quelle antwortet nicht")


@job("Prozess beenden")
def hang_then_finish(path: str) -> None:
    """Write the process id and hang; in a second life, write the line that ends the story."""
    file = Path(path)
    lives = file.read_text().splitlines() if file.exists() else []
    with file.open("a", encoding="utf-8") as out:
        out.write(f"{os.getpid()}\n")
        out.flush()
        os.fsync(out.fileno())
    while not lives:
        time.sleep(0.05)
