# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A lock on the folder of an embedded lake, so that two processes never write the same catalogue."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from stadtkern.kernel.errors import LakeBusy


class FolderLock:
    """Held until released or the process ends; the kernel frees it even after SIGKILL."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            LakeBusy: somebody holds it; the message says which process.
            OSError: the folder cannot be written.
        """
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._handle, 100).decode("utf-8", "replace").strip()
            os.close(self._handle)
            raise LakeBusy(
                f"another Stadtkern process holds the lake in {path.parent}"
                f" ({f'process {holder}' if holder else 'process unknown'});"
                " an embedded lake is opened by one process at a time: stop the other one first"
            ) from error
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Give the folder free; once is enough."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)
