# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""MQTT: an embedded broker and the client of an outside one; what topics mean is said by handlers."""
