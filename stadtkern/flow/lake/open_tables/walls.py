# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the kernel denies the process of queries: files (but one folder and the libraries), network, memory.

Landlock (Linux 5.13 and later) is used where the kernel has it; calls and structures: landlock(7),
linux/landlock.h. Where it is missing the limits of the query engine stand alone.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_PATH_BENEATH = 1
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_ACCESS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights on files that a version of Landlock knows."""
_TCP = 0b11
"""Bind and connect, from version 4 on."""
_LIBRARIES = ("/usr", "/lib", "/lib64", "/opt")
_MACHINE = ("/proc/self/cgroup", "/sys/fs/cgroup")
"""What the query engine reads about the memory of its machine, and does not live without."""
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MEMORY = os.open("/proc/self/statm", os.O_RDONLY)


def close_in(folder: Path) -> bool:
    """Read ``folder`` and the libraries alone, write nothing, reach nobody; false: no Landlock here."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
    version = libc.syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    if version < 1:
        return False
    handled = _ACCESS[min(version, 5)]
    attributes = struct.pack("QQ", handled, _TCP) if version >= 4 else struct.pack("Q", handled)
    rules = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    _allow(libc, rules, [str(folder), *_MACHINE], _READ_FILE)
    libraries = {sys.prefix, sys.base_prefix, str(Path(__file__).parent), *_LIBRARIES}
    _allow(libc, rules, libraries, _READ_FILE | _READ_DIR | _EXECUTE)
    closed: bool = libc.syscall(_RESTRICT_SELF, rules, 0) == 0
    os.close(rules)
    return closed


def allow_memory(size: int) -> None:
    """Let the process map no more than ``size`` bytes beyond what it has now."""
    has = int(os.pread(_MEMORY, 200, 0).split()[5]) * _PAGE
    resource.setrlimit(resource.RLIMIT_DATA, (has + size, resource.RLIM_INFINITY))


def _allow(libc: ctypes.CDLL, rules: int, places: Iterable[str], access: int) -> None:
    for place in places:
        if not Path(place).exists():
            continue
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
        libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", access, opened), 0)
        os.close(opened)
