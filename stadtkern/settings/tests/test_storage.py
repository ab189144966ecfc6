# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Uploads and pictures in the data folder or in a bucket."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings

from stadtkern.settings.env import read
from stadtkern.settings.storage import storages
from tests.s3_server import s3_server


def test_without_a_bucket_files_lie_in_the_data_folder() -> None:
    assert storages(read({}))["default"]["BACKEND"] == "django.core.files.storage.FileSystemStorage"


@pytest.mark.slow
def test_files_in_a_bucket_are_kept_under_names_of_their_own_and_removed() -> None:
    with s3_server() as server:
        knobs = read(server.settings("city"))
        with override_settings(STORAGES=storages(knobs)):
            first = default_storage.save("poi/1.webp", ContentFile(b"one"))
            second = default_storage.save("poi/1.webp", ContentFile(b"two"))
            with default_storage.open(first, "rb") as file:
                content = file.read()
            default_storage.delete(second)
            with pytest.raises(FileNotFoundError):
                default_storage.open("poi/none.webp", "rb")
        assert (first, content) == ("poi/1.webp", b"one")
        assert server.names("city") == ["files/poi/1.webp"]
