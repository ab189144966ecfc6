-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- detach_backup: close the copy of the catalogue
detach catalogue_copy
