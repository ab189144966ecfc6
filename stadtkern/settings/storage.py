# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where uploads and pictures lie: in the data folder, or in a bucket that all machines reach."""

from __future__ import annotations

from urllib.parse import urlsplit

from .env import Knobs

_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def storages(knobs: Knobs) -> dict[str, dict[str, object]]:
    """Django's STORAGES."""
    if not knobs.files:
        return {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {**_STATIC},
        }
    parts = urlsplit(knobs.files)
    options: dict[str, object] = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "region_name": knobs.s3_region,
        "file_overwrite": False,
        "default_acl": None,
        "signature_version": "s3v4",
    }
    if knobs.s3_key:
        options |= {"access_key": knobs.s3_key, "secret_key": knobs.s3_secret}
    if knobs.s3_endpoint:
        options |= {"endpoint_url": knobs.s3_endpoint, "addressing_style": "path"}
    return {
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options},
        "staticfiles": {**_STATIC},
    }
