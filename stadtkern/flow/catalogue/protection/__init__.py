# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Looks for what may not be published: data about persons, and counts so small that persons show through."""
