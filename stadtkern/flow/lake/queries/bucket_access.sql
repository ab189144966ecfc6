-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- bucket_access: how buckets are reached; {key} {secret} {region} {endpoint} host:port, {style} of addresses, {tls}
create or replace secret lake_files (
    type s3, key_id {key}, secret {secret}, region {region}, endpoint {endpoint}, url_style {style}, use_ssl {tls}
)
