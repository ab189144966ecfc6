# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A library that is not installed: known once, instead of searched for with every parameter of a query.

The query engine tries to import pandas for each value it is given (twice), and Python does not remember
that a module is missing; each attempt goes through all folders of the path.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

_WANTED = "pandas"


class Absent(MetaPathFinder):
    """Answers at once that the library is missing, and leaves all others to the usual search."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Nothing for any other name.

        Raises:
            ModuleNotFoundError: as an import of a missing module does.
        """
        if fullname == _WANTED:
            raise ModuleNotFoundError(f"No module named {_WANTED!r}", name=_WANTED)
        return None


def remember() -> None:
    """Remember that the library is missing, if it is; harmless when done already."""
    if any(isinstance(one, Absent) for one in sys.meta_path):
        return
    if _WANTED not in sys.modules and find_spec(_WANTED) is None:
        sys.meta_path.insert(0, Absent())
