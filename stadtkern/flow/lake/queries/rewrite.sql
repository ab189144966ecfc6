-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- rewrite: write files anew of which a twentieth or more was removed, so that removed rows are gone from the disk
call ducklake_rewrite_data_files('lake', delete_threshold => 0.05)
