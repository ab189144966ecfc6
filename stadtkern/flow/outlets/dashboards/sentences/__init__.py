# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What data say, in one or two sentences: German, English and plain German. Pure: no Django, no lake."""
