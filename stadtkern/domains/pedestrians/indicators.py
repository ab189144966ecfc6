# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Indicators of this subject."""

from __future__ import annotations

from stadtkern.kernel.indicators import Indicator

INDICATORS = (
    Indicator(
        key="fussverkehr-tag",
        title="Menschen zu Fuß am Tag",
        title_en="Pedestrians per day",
        definition=(
            "Menschen, die an allen Zählstellen des Fußverkehrs zusammen an einem Tag gezählt wurden. "
            "Wer mehrmals vorbeigeht, zählt mehrmals."
        ),
        definition_en=(
            "People counted at all pedestrian counting sites together on a day. Who passes several "
            "times is counted several times."
        ),
        formula="sum(pedestrians.pedestrian_count)",
        ucum="{person}",
        symbol="Personen",
        symbol_en="people",
        interval="day",
    ),
)
