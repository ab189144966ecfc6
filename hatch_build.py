# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Builds browser packages and translations before they are packed."""

from __future__ import annotations

import subprocess
import sys

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):
    """Runs ``stadtkern.web.assets`` before a source archive or wheel is built."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Build them; does nothing in an unpacked source archive, which has them."""
        if version != "editable":
            subprocess.run([sys.executable, "-m", "stadtkern.web.assets"], cwd=self.root, check=True)
