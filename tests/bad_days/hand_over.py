# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hands imports to a city whether it runs or not: one job for each path that is given."""

from __future__ import annotations

import sys
from importlib import import_module

from stadtkern.settings import start


def main(paths: list[str]) -> None:
    """Enqueue the jobs; ``*`` before a path reads its files again even when they are known."""
    start.django(quiet=True)
    import_files = import_module("stadtkern.settings.work").import_files
    for path in paths:
        import_files.enqueue(path.removeprefix("*"), None, path.startswith("*"))


if __name__ == "__main__":
    main(sys.argv[1:])
