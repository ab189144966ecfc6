# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A process of its own that reads geodata files: it writes nothing, reaches nobody and may die."""
