# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The installation's secret key: made at first start, kept in the data folder, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(data: Path) -> str:
    """The key in ``<data>/secret.key``, made when missing; two starting processes agree on one."""
    path = data / "secret.key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        own = path.with_name(f".secret.{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(50))
        try:
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_text().strip()
