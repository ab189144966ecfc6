# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
import pytest

from stadtkern.kernel.errors import WrongSetting
from stadtkern.settings import env


def test_without_any_variable_a_small_town_on_one_machine_comes_out() -> None:
    knobs = env.read({})
    assert (knobs.host, knobs.port, knobs.database, knobs.data.name) == ("127.0.0.1", 8000, "", "data")


@pytest.mark.parametrize("given", ["abc", "-1", "0", "70000", "8_000", "٨٠٠٠", "1e3"])
def test_a_port_that_is_no_port_is_named_with_what_is_expected(given: str) -> None:
    with pytest.raises(WrongSetting, match=r"STADTKERN_PORT=.* ganze Zahl zwischen 1 und 65535"):
        env.read({"STADTKERN_PORT": given})


def test_an_empty_variable_counts_as_not_set() -> None:
    assert env.read({"STADTKERN_PORT": "", "STADTKERN_DATA": "", "STADTKERN_HOST": ""}) == env.read({})


def test_a_switch_takes_only_0_and_1() -> None:
    with pytest.raises(WrongSetting, match="STADTKERN_DEBUG"):
        env.read({"STADTKERN_DEBUG": "yes"})


def test_another_database_than_postgresql_is_refused() -> None:
    with pytest.raises(WrongSetting, match="postgresql://"):
        env.read({"STADTKERN_DATABASE": "mysql://localhost/stadt"})


def test_host_names_are_split_at_commas() -> None:
    knobs = env.read({"STADTKERN_ALLOWED_HOSTS": "stadt.example, www.stadt.example ,"})
    assert knobs.allowed_hosts == ("stadt.example", "www.stadt.example")


def test_servers_of_a_nats_cluster_are_split_at_commas() -> None:
    knobs = env.read({"STADTKERN_NATS": "nats://a:4222, tls://b:4222"})
    assert knobs.nats == ("nats://a:4222", "tls://b:4222")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("STADTKERN_NATS", "http://rechner:4222"),
        ("STADTKERN_NATS", "nats://:4222"),
        ("STADTKERN_FILES", "/srv/files"),
        ("STADTKERN_S3_ENDPOINT", "rechner:9000"),
        ("STADTKERN_S3_ENDPOINT", "https://rechner:9000/bucket"),
    ],
)
def test_places_outside_of_this_machine_that_cannot_be_reached_are_named(name: str, given: str) -> None:
    with pytest.raises(WrongSetting, match=name):
        env.read({name: given})
