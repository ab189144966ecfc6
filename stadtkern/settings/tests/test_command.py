# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
import socket
from pathlib import Path

import pytest

from stadtkern.settings.command import COMMANDS
from stadtkern.settings.tests.city_process import free_port, stadtkern


def test_the_overview_names_every_command(tmp_path: Path) -> None:
    said = stadtkern("--help", data=tmp_path).stdout
    assert [name for name in COMMANDS if f"  {name} " not in said] == []


def test_the_overview_needs_no_valid_settings(tmp_path: Path) -> None:
    assert stadtkern("--help", data=tmp_path, STADTKERN_PORT="abc").returncode == 0


@pytest.mark.parametrize("command", ["up", "check"])
def test_a_wrong_setting_is_one_sentence_and_exit_code_2(tmp_path: Path, command: str) -> None:
    ended = stadtkern(command, data=tmp_path, STADTKERN_PORT="abc")
    assert ended.returncode == 2
    assert ended.stderr.startswith("Fehler: STADTKERN_PORT='abc' ist keine ganze Zahl")
    assert len(ended.stderr.splitlines()) == 1


def test_a_port_in_use_is_named_with_what_to_set(tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        ended = stadtkern("up", "--port", str(port), data=tmp_path / "data")
    assert ended.returncode == 2
    assert f"Port {port} ist schon belegt" in ended.stderr
    assert "STADTKERN_PORT" in ended.stderr


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    ended = stadtkern("up", data=tmp_path / "data")
    assert ended.returncode == 2
    assert f"In den Datenordner {tmp_path / 'data'} kann nicht geschrieben werden" in ended.stderr


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    address = f"postgresql://city:geheim@127.0.0.1:{free_port()}/city"
    ended = stadtkern("up", "--port", str(free_port()), data=tmp_path, STADTKERN_DATABASE=address)
    assert ended.returncode == 2
    assert "ist nicht erreichbar" in ended.stderr
    assert "geheim" not in ended.stderr


@pytest.mark.parametrize("command", ["web", "jobs"])
def test_several_processes_over_files_are_refused(tmp_path: Path, command: str) -> None:
    ended = stadtkern(command, data=tmp_path)
    assert ended.returncode == 2
    assert "STADTKERN_DATABASE und STADTKERN_LAKE_CATALOGUE" in ended.stderr
