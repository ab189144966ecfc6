# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Devices and programs: keys and clients that people give out, and tokens of the identity provider."""
