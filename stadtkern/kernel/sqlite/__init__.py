# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django's SQLite backend, with writers that wait for their turn in one line."""
