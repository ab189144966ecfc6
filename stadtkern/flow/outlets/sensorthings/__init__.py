# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""OGC SensorThings API 1.1 (18-088, 17-079r1): reading, writing and being told, over HTTP and MQTT."""
