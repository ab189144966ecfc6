# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Connections: sources that people set up in the cockpit, whatever the wire (feed, MQTT, LoRaWAN)."""
