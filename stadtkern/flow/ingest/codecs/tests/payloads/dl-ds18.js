// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
function value(displayName, unit, number) {
  return { displayName: displayName, unit: unit, value: number };
}
function Decoder(bytes, port) {
  var word = function (at) { return (bytes[at] << 8) | bytes[at + 1]; };
  var data = { protocol_version: bytes[0], device_id: word(1) }, flags = word(3), at = 5;
  if (flags & 1) {
    data.temperature = value("Temperature", "°C", (word(at) - 32768) / 16);
    at += 2;
  }
  if (flags & 2) data.battery_voltage = value("Battery voltage", "V", word(at) / 1000);
  return data;
}
