# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register of feature collections: what they are, who owns and sees them; features lie in the lake."""
