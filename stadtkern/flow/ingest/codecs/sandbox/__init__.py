# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where scripts of others run: a process of its own that can read, write and reach nothing."""
