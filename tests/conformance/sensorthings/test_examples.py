# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the guide page shows is run as it stands there, with the clients that this machine has."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from .service import Service, station

_BLOCK = re.compile(r'<pre class="sk-code"[^>]*><code>(.*?)</code></pre>', re.DOTALL)


@pytest.fixture(scope="module")
def examples(service: Service) -> list[str]:
    """The texts of the guide: curl, Python, Parquet, R."""
    service.made("Things", station(values=12))
    address = f"http://127.0.0.1:{service.port}/schnittstellen/sensorthings/"
    with urllib.request.urlopen(address, timeout=30) as answer:
        page = answer.read().decode()
    return [html.unescape(text) for text in _BLOCK.findall(page)]


def run(command: list[str], folder: Path) -> str:
    """What a client prints."""
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_guide_has_all_its_examples(examples: list[str]) -> None:
    assert [text.split()[0] for text in examples] == ["#", "import", "import", "library(jsonlite)"]


def test_the_commands_for_curl_answer(examples: list[str], tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.fail("curl is not installed (Debian: curl)")
    found = run(["sh", "-e", "-c", examples[0].replace("curl -s", "curl --fail -s")], tmp_path)
    assert '"@iot.count":' in found
    assert '"mittel":' in found


def test_the_python_client_reads_things_and_values(
    service: Service, examples: list[str], tmp_path: Path
) -> None:
    found = run([sys.executable, "-c", examples[1]], tmp_path)
    first = service.get("Things?$top=1").json["value"][0]
    assert f"{first['@iot.id']} {first['name']} " in found
    assert re.search(r"^\d{4}-\d\d-\d\dT\S+Z \S+$", found, re.MULTILINE)


def test_the_parquet_example_reads_a_table(examples: list[str], tmp_path: Path) -> None:
    assert "phenomenonTime: timestamp[us, tz=UTC]" in run([sys.executable, "-c", examples[2]], tmp_path)


def test_the_example_for_r_summarises_values(examples: list[str], tmp_path: Path) -> None:
    if shutil.which("Rscript") is None:
        address = re.search(r'"(http[^"]+)"', examples[3])
        assert address is not None
        url = address.group(1).replace(" ", "%20")
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - the city of the test
            assert b'"result"' in answer.read()
        return
    assert "Median" in run(["Rscript", "-e", examples[3]], tmp_path)
