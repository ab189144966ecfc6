# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A process that is killed while it runs a job: the next one finishes the job."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_LIFE = """
import sys, time
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from stadtkern.kernel import jobs, job_list
from stadtkern.kernel.tests.jobs_of_tests import hang_then_finish
call_command("migrate", verbosity=0)
if sys.argv[1] == "first":
    hang_then_finish.enqueue(sys.argv[2])
runner = jobs.JobRunner(threads=1, alone=True, poll_s=0.05)
runner.start()
deadline = time.monotonic() + 60
while not job_list.jobs_in("finished") and time.monotonic() < deadline:
    time.sleep(0.05)
titles = [(job.title, job.attempts) for job in job_list.jobs_in("finished") if "Prozess" in job.title]
while not titles and time.monotonic() < deadline:
    time.sleep(0.05)
    titles = [(job.title, job.attempts) for job in job_list.jobs_in("finished") if "Prozess" in job.title]
print(titles)
print(runner.stop())
"""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    yield {
        **os.environ,  # noqa: TID251
        "STADTKERN_DATA": str(tmp_path / "city"),
        "STADTKERN_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "stadtkern.settings.django",
    }


def life(which: str, story: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    (story.parent / "city").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-c", _LIFE, which, str(story)], env=environment, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_a_killed_job_is_finished_in_the_next_life(tmp_path: Path, environment: dict[str, str]) -> None:
    story = tmp_path / "story"
    first = life("first", story, environment)
    while not story.exists() or not story.read_text():
        assert first.poll() is None
        time.sleep(0.05)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()

    out, _ = life("second", story, environment).communicate(timeout=90)

    assert out.splitlines()[-2:] == ["[('Prozess beenden', 2)]", "True"]
    assert len(story.read_text().splitlines()) == 2
