-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- allow: the files that a query may read; {files}: literals
set allowed_paths = [{files}]
