# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Code lists of the EU and of DCAT-AP.de as tables: code, German and English name."""
