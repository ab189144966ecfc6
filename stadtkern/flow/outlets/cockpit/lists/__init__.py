# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lists of the cockpit's own pages, declared with the words of ``web.lists``."""
