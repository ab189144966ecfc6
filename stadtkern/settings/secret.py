# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The installation's secret key: made at first start, kept in the data folder, readable by its owner only.

The first line of ``secret.key`` is the key in use; further lines are older ones that still open what they
sealed, until a change of the key is finished (``stadtkern secret rotate --finish``). Running processes see a
change at once.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

_READ: dict[Path, tuple[tuple[int, int, int], tuple[str, ...]]] = {}


def secret_key(data: Path) -> str:
    """The key in use, made when missing; two starting processes agree on one."""
    return keys(data)[0]


class OlderKeys(list[str]):
    """Keys that are not used any more, but still open what they sealed; read whenever they are asked for.

    Django insists on a list.
    """

    def __init__(self, data: Path) -> None:
        super().__init__()
        self._data = data

    def __iter__(self) -> Iterator[str]:
        return iter(keys(self._data)[1:])

    def __len__(self) -> int:
        return len(keys(self._data)) - 1


def keys(data: Path) -> tuple[str, ...]:
    """All keys in ``<data>/secret.key``, the one in use first."""
    path = data / "secret.key"
    if not path.exists():
        _make(path)
    stat = path.stat()
    state = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    known = _READ.get(path)
    if known is None or known[0] != state:
        known = (state, tuple(path.read_text().split()))
        _READ[path] = known
    return known[1]


def write_keys(data: Path, wanted: tuple[str, ...]) -> None:
    """Replace the keys in one step; the file is on the disk when this returns."""
    path = data / "secret.key"
    own = _private(path, "\n".join(wanted) + "\n")
    own.replace(path)
    folder = os.open(data, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def new_key() -> str:
    """50 random bytes as text."""
    return secrets.token_urlsafe(50)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    own = _private(path, new_key())
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()


def _private(path: Path, content: str) -> Path:
    """A complete file beside the path that only its owner may read."""
    own = path.with_name(f".secret.{os.getpid()}.{secrets.token_hex(4)}")
    own.touch(mode=0o600)
    with own.open("w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return own
