# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sealed secrets: unreadable at rest, readable here, and after a change of the installation's key."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from stadtkern.kernel import sealed
from stadtkern.kernel.sealed import SealBroken


def test_a_secret_comes_back_and_its_seal_does_not_show_it() -> None:
    kept = sealed.seal("8E1F03A2")
    assert "8E1F03A2" not in kept
    assert sealed.unseal(kept) == "8E1F03A2"


def test_nothing_stays_nothing() -> None:
    assert sealed.unseal(sealed.seal("")) == ""


def test_a_changed_seal_is_refused() -> None:
    kept = sealed.seal("geheim")
    with pytest.raises(SealBroken):
        sealed.unseal(kept[:-4] + "AAA=")


def test_a_seal_of_an_older_key_is_readable_and_can_be_renewed(settings: Settings) -> None:
    settings.SECRET_KEY = "alt" * 20
    kept = sealed.seal("geheim")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "neu" * 20, ["alt" * 20]
    renewed = sealed.reseal(kept)
    settings.SECRET_KEY_FALLBACKS = []
    assert sealed.unseal(renewed) == "geheim"
    with pytest.raises(SealBroken):
        sealed.unseal(kept)
