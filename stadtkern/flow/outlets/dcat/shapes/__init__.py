# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Shapes (SHACL, W3C Recommendation 2017) written from the tables of the DCAT-AP.de 3.0 specification."""
