# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Payloads of the SensorThings API become facts for the register and observations for the lake."""
