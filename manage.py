# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django's own commands for developers (migrations, translations); the city's command is ``stadtkern``."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stadtkern.settings.django")
    execute_from_command_line(sys.argv)
