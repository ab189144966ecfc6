# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
import re
from pathlib import Path

import pytest

from stadtkern.kernel.errors import WrongSetting
from stadtkern.settings import env, secret_files

MAIL = "smtp://stadt:geheim@mail.example:587"
SECRET_WORDS = ("password", "passwort", "secret")


def test_a_secret_may_stand_in_a_file_whose_last_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "smtp"
    path.write_text(f"{MAIL}\n")
    assert env.read({"STADTKERN_SMTP_FILE": str(path)}) == env.read({"STADTKERN_SMTP": MAIL})


@pytest.mark.parametrize("name", secret_files.SECRETS)
def test_every_secret_knob_may_come_from_a_file_but_not_twice(name: str, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("value")
    assert secret_files.filled({f"{name}_FILE": str(path)})[name] == "value"
    with pytest.raises(WrongSetting, match=f"{name} und {name}_FILE"):
        secret_files.filled({f"{name}_FILE": str(path), name: "other"})


@pytest.mark.parametrize("content", [b"", b"\n", b"a\nb", b"\xff\xfe", b"x" * 70_000])
def test_a_file_without_one_readable_line_is_refused_without_showing_it(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "smtp"
    path.write_bytes(content)
    with pytest.raises(WrongSetting, match="Textdatei") as refused:
        secret_files.filled({"STADTKERN_SMTP_FILE": str(path)})
    assert len(str(refused.value)) < 300


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=r"STADTKERN_SMTP_FILE=.*nowhere"):
        secret_files.filled({"STADTKERN_SMTP_FILE": str(tmp_path / "nowhere")})


def test_every_knob_that_speaks_of_a_password_may_come_from_a_file() -> None:
    source = Path(env.__file__).read_text()
    told = re.findall(r'"""(STADTKERN_[A-Z0-9_]+):(.*?)"""', source, re.DOTALL)
    holding = {
        name
        for name, meaning in told
        if any(word in meaning.lower() for word in SECRET_WORDS) or name.endswith(("_SECRET", "_PASSWORD"))
    }
    assert len(told) > 20
    assert sorted(holding - {*secret_files.SECRETS}) == []
