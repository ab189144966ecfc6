# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from stadtkern.domains.warnings import shown
from stadtkern.kernel import jobs, registry
from stadtkern.settings import folder, headers, static, wiring
from stadtkern.settings.commands.export import month_of
from stadtkern.settings.lake_work import size
from stadtkern.settings.secret import secret_key
from stadtkern.settings.work import number


def test_the_house_is_wired() -> None:
    assert registry.domains()
    assert {"lake.compact", "lake.retention"} <= {periodic.name for periodic in jobs.periodic_jobs()}


@pytest.mark.parametrize(
    ("month", "hours"), [("2026-03", 31 * 24 - 1), ("2026-10", 31 * 24 + 1), ("2026-12", 31 * 24)]
)
def test_a_month_has_its_local_length_over_daylight_saving(month: str, hours: int) -> None:
    start, end = map(datetime.fromisoformat, month_of(datetime.strptime(month, "%Y-%m")))  # noqa: DTZ007
    assert (end - start).total_seconds() == hours * 3600


def test_numbers_and_sizes_are_german() -> None:
    assert (number(12463680), size(900), size(1536), size(5 * 1024**3)) == (
        "12.463.680",
        "900 Byte",
        "1,5 KiB",
        "5,0 GiB",
    )


def test_the_secret_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = secret_key(tmp_path)
    assert secret_key(tmp_path) == first
    assert len(first) >= 50
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_data_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder.make(tmp_path / "a" / "data")
    assert (tmp_path / "a" / "data").stat().st_mode & 0o007 == 0


def test_the_address_of_static_files_depends_on_their_content_only() -> None:
    assert static.static_url() == static.static_url() == settings.STATIC_URL


def test_nothing_from_elsewhere_unless_the_operator_wants_basemap() -> None:
    assert "https:" not in headers.content_security_policy(basemap=False)
    assert headers.BASEMAP_ORIGIN in headers.content_security_policy(basemap=True)
    assert "unsafe" not in headers.content_security_policy(basemap=True)


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client: Client, lake: object) -> None:
    answer = client.get("/gibt-es-nicht/")
    assert answer.status_code == 404
    assert answer["Content-Security-Policy"] == headers.content_security_policy(basemap=False)
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_no_other_site_may_take_a_page_apart(client: Client, lake: object) -> None:
    answer = client.get("/")
    assert answer["Cross-Origin-Opener-Policy"] == answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "*" not in answer["Content-Security-Policy"]


def test_over_https_cookies_belong_to_this_host_alone() -> None:
    code = (
        "from django.conf import settings as s;"
        "assert s.SESSION_COOKIE_NAME.startswith('__Host-') and s.CSRF_COOKIE_NAME.startswith('__Host-');"
        "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SESSION_COOKIE_HTTPONLY;"
        "assert s.SESSION_COOKIE_PATH == s.CSRF_COOKIE_PATH == '/';"
        "assert not s.SESSION_COOKIE_DOMAIN and not s.CSRF_COOKIE_DOMAIN"
    )
    env = {"STADTKERN_HTTPS": "1", "DJANGO_SETTINGS_MODULE": "stadtkern.settings.django", "PATH": ""}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)


def test_every_entry_of_the_cockpit_has_an_address() -> None:
    assert [e.url_name for group in wiring.COCKPIT for e in group.entries if not reverse(e.url_name)] == []


def test_a_page_without_head_has_an_icon_too(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith("favicon.svg")


def test_the_city_shows_warnings_as_banners_and_on_the_map() -> None:
    assert shown.banners in wiring.BANNERS
    assert shown.map_areas in wiring.AREAS
