# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Each test starts with nothing kept of another test's register, whose numbers come again."""

from __future__ import annotations

import pytest

from stadtkern.flow.outlets.ogc.common.kept import KEPT


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """No answer is kept."""
    KEPT.clear()
