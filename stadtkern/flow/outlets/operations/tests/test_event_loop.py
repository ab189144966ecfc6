# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The broker asks with every message whether data is taken, from its event loop."""

from __future__ import annotations

import asyncio

import pytest

from stadtkern.flow.outlets.operations import maintenance


@pytest.mark.django_db(transaction=True)
def test_a_broker_is_answered_from_memory_and_never_waits_for_the_register() -> None:
    async def asked() -> bool:
        maintenance.forget()
        return maintenance.takes_data()

    assert asyncio.run(asked())
    with maintenance._MEMORY._reading:
        assert maintenance.planned() is None
