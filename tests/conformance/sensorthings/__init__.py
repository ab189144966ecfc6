# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Black-box tests of the SensorThings API over HTTP and MQTT; each names the requirement that it covers."""
