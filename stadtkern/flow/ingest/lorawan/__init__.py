# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""LoRaWAN: applications of network servers, their devices, uplinks and downlinks."""
