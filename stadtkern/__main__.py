# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m stadtkern`` is the command ``stadtkern``."""

from stadtkern.settings.command import app

if __name__ == "__main__":
    app()
