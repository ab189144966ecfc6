# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What ran the bench: processor, memory, versions."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path


def describe() -> dict[str, object]:
    """Machine and versions, as they go into the result."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(_meminfo_kib("MemTotal") / 1024**2, 1),
        "processor": _processor(),
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "versions": {
            name: version(name)
            for name in ("stadtkern", "duckdb", "duckdb-extension-ducklake", "pyarrow", "django", "granian")
        },
    }


def memory_kib(pid: int) -> int:
    """Proportional set size of a process and its children [KiB]."""
    total = _pss_kib(pid)
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return total + sum(memory_kib(int(child)) for child in children.read_text().split())


def _pss_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _meminfo_kib(key: str) -> int:
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1])
    return 0


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()
