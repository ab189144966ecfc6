# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The address of the static files carries a hash of their content: browsers may keep them for good.

Because the hash is in the folder, modules and style sheets find each other by plain relative paths, nothing
is rewritten and nothing is collected: the files are served from where the package lies, even read-only.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def static_url() -> str:
    """``/static/<hash>/``; the same content gives the same address on every machine."""
    digest = hashlib.sha256()
    for folder in sorted(_PACKAGE.glob("**/static")):
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(file.relative_to(_PACKAGE).as_posix().encode())
            digest.update(file.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}/"


def never_changes(_path: str, url: str) -> bool:
    """True for every address that carries the hash (asked by WhiteNoise)."""
    return url.startswith("/static/")
