# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of ``resultQuality`` are the same where they are shown and where they are filtered by."""

from __future__ import annotations

import json

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Question
from stadtkern.flow.outlets.sensorthings.reading.lake_json import QUALITY
from stadtkern.flow.outlets.sensorthings.reading.observations_rows import quality_words
from stadtkern.kernel.observation import Quality

_ASKED = f"select f::usmallint as quality, {QUALITY} as words from (select unnest($flags) as f) as g, lateral (select f as quality, null::varchar as result_quality) as o"  # noqa: E501, S608


def test_each_flag_has_a_word_and_the_lake_knows_the_same(lake: Lake) -> None:
    flags = [int(flag) for flag in Quality] + [int(Quality.STEP | Quality.CALIBRATED), 0]
    asked = lake.ask(Question(_ASKED, {"flags": flags})).to_pylist()
    found = {row["quality"]: json.loads(row["words"]) if row["words"] else None for row in asked}
    assert found == {flag: quality_words(flag) for flag in flags}
    assert all(found[int(flag)] for flag in Quality)
