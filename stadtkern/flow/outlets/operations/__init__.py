# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the platform is doing: health, figures, what is wrong with it, maintenance."""
