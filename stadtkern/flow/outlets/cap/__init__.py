# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""CAP 1.2, the Common Alerting Protocol (OASIS Standard, 1 July 2010): words, reading, writing, index."""
