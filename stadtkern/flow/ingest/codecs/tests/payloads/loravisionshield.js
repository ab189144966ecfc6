// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
function decodeUplink(input) {
  return { data: { ledState: input.bytes[0] ? "on" : "off" } };
}
function encodeDownlink(input) {
  return { bytes: [input.data.ledState === "on" ? 1 : 0], fPort: 1 };
}
function decodeDownlink(input) {
  return decodeUplink(input);
}
