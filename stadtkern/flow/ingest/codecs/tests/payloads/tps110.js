// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
var CAUSES = ["power on", "pin", "watchdog", "system request", "other"];
function decodeUplink(input) {
  var b = input.bytes;
  if (input.fPort === 1) return { data: { type: "parking status", occupied: b[0] === 1 } };
  if (input.fPort === 2) {
    return { data: { type: "heartbeat", occupied: b[0] === 1, temperature: (b[1] << 24) >> 24 } };
  }
  if (input.fPort !== 3) return { errors: ["unknown port"] };
  var codes = [];
  for (i = 0; i < 12; i += 4) {
    var code = b[i] | (b[i + 1] << 8) | (b[i + 2] << 16) | (b[i + 3] << 24);
    if (code) codes.push(code);
  }
  return {
    data: {
      type: "startup", debugCodes: codes, firmwareVersion: b.slice(12, 15).join("."),
      resetCause: CAUSES[b[15]], occupied: b[16] === 1,
    },
  };
}
