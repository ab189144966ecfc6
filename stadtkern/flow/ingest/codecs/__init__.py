# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Payload codecs: what the bytes of a type of device mean, written in JavaScript as vendors publish it."""
