-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- bucket_patience: a request to a bucket is given up after 10 s and tried again twice
-- Files of at most 50 GB are sent in parts of 5 MB; the default of 800 GB would take 80 MB of memory for each.
set global http_timeout = 10;
set global http_retries = 2;
set global http_retry_wait_ms = 200;
set global http_retry_backoff = 2;
set global s3_uploader_max_filesize = '50GB';
