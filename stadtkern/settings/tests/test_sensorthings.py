# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an operator decides about the SensorThings API reaches it."""

from __future__ import annotations

import pytest

from stadtkern.kernel.errors import WrongSetting
from stadtkern.settings import env
from stadtkern.settings.sensorthings import mqtt_endpoints, served


def test_limits_and_addresses_are_those_of_the_knobs() -> None:
    knobs = env.read(
        {
            "STADTKERN_ALLOWED_HOSTS": "stadt.example,www.stadt.example",
            "STADTKERN_HTTPS": "1",
            "STADTKERN_API_SECONDS": "3",
            "STADTKERN_API_PAGE": "2000",
            "STADTKERN_API_MAX_MB": "2",
        }
    )
    found = served(knobs)
    assert (found.address, found.https) == ("https://stadt.example", True)
    assert (found.limits.default_top, found.limits.most_top) == (2000, 2000)
    assert (found.limits.query_s, found.limits.exact_count_s) == (3.0, 3.0)
    assert (found.entity_bytes, found.array_bytes) == (2 * 1024**2, 8 * 1024**2)


@pytest.mark.parametrize(
    ("given", "endpoints"),
    [
        ("0", ()),
        ("127.0.0.1:1884", ("mqtt://127.0.0.1:1884",)),
        ("0.0.0.0:1883", ("mqtt://stadt.example:1883",)),
        ("[::1]:1883", ("mqtt://[::1]:1883",)),
    ],
)
def test_the_root_names_where_mqtt_is_spoken(given: str, endpoints: tuple[str, ...]) -> None:
    knobs = env.read({"STADTKERN_MQTT": given, "STADTKERN_ALLOWED_HOSTS": "stadt.example"})
    assert mqtt_endpoints(knobs) == endpoints


def test_a_time_limit_of_nothing_is_refused() -> None:
    with pytest.raises(WrongSetting, match="STADTKERN_API_SECONDS"):
        env.read({"STADTKERN_API_SECONDS": "0"})
