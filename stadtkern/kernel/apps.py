# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django app of the kernel: people, audit, jobs."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel's tables."""

    name = "stadtkern.kernel"
    label = "kernel"
    verbose_name = "Kern"
    default_auto_field = "django.db.models.BigAutoField"
