# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who has uploaded and read in geodata."""

from __future__ import annotations

from stadtkern.kernel.privacy import Erasure, Found, Holding, written_by

PROCESSING = (
    Holding(
        model="geodata.Upload",
        fields=("person",),
        found=Found.PERSON,
        column="person",
        erasure=Erasure.DELETE,
    ),
    written_by("geodata.Run", "actor"),
)
