# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who runs this city platform: imprint, privacy and accessibility pages and the form behind them."""
