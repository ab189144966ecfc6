// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// The movable map of a drawing: places in the shades and sizes of their classes over the outlines of the city.
// Loaded only when somebody opens it; needs no network beyond this site.

import * as maplibre from "../vendor/maplibre/maplibre-gl.mjs";

/** Opens the map in a box; answers what updates it and removes it. Throws where there is no WebGL 2. */
export async function open(room, data, words, said, marker) {
  if (!document.createElement("canvas").getContext("webgl2")) throw new Error("WebGL 2");
  await styled();
  const place = document.createElement("div");
  room.replaceChildren(place, key(data, words, marker));
  const known = [...data.places.keys()].filter((number) => data.places[number].x !== null && data.places[number].y !== null);
  const features = known.map((number) => feature(data.places[number], number));
  const map = new maplibre.Map({
    container: place, style: style(room, data, features), bounds: bounds(data, known), fitBoundsOptions: { padding: 32, maxZoom: 15 },
    attributionControl: data.credit ? { compact: false, customAttribution: plain(data.credit) } : false,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0, fadeDuration: 0, refreshExpiredTiles: false,
  });
  map.touchZoomRotate.disableRotation();
  map.scrollZoom.disable();
  const canvas = map.getCanvas();
  canvas.setAttribute("aria-label", data.title);
  canvas.addEventListener("focus", () => map.scrollZoom.enable());
  canvas.addEventListener("blur", () => map.scrollZoom.disable());
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl({}), "bottom-left");
  const tell = (point, reach) => popup(map, data, said, point, reach);
  map.on("click", (event) => tell(event.point, 8));
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Enter") tell({ x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 }, 60);
  });
  const watch = new ResizeObserver(() => map.resize());
  watch.observe(place);
  await map.once("load");
  return {
    update(levels) {
      for (const one of features) one.properties = properties(one.properties.number, levels[one.properties.number]);
      map.getSource("places").setData({ type: "FeatureCollection", features });
    },
    remove() {
      watch.disconnect();
      map.remove();
      room.replaceChildren();
    },
  };
}

/** What the shades and sizes stand for. */
function key(data, words, marker) {
  const list = document.createElement("ul");
  list.className = "dw-key";
  for (const one of [...data.classes, null]) {
    const item = document.createElement("li");
    const sample = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of [["width", "34"], ["height", "34"], ["viewBox", "0 0 34 34"], ["aria-hidden", "true"]]) sample.setAttribute(name, value);
    sample.dataset.at = "17 17";
    marker(sample, one);
    item.append(sample, one ? one.name : words.none);
    list.append(item);
  }
  return list;
}

function feature(place, number) {
  return { type: "Feature", geometry: { type: "Point", coordinates: [place.x, place.y] }, properties: properties(number, place.level) };
}

function properties(number, level) {
  return { number, level: level ?? -1 };
}

function style(room, data, features) {
  const colour = (name) => resolved(room, name);
  const classes = data.classes.map((one, level) => ({ level, ...one }));
  const pick = (values, other) => (classes.length ? ["match", ["get", "level"], ...classes.flatMap((one) => [one.level, values(one)]), other] : other);
  const land = { type: "FeatureCollection", features: data.outlines.filter((ring) => ring.length > 2).map((ring) => ({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[...ring, ring[0]]] } })) };
  return {
    version: 8,
    sources: { land: { type: "geojson", data: land }, places: { type: "geojson", data: { type: "FeatureCollection", features } } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour("--sk-paper") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--dw-land") } },
      { id: "shore", type: "line", source: "land", paint: { "line-color": colour("--dw-shore"), "line-width": 1.5 } },
      {
        id: "places", type: "circle", source: "places", layout: { "circle-sort-key": ["-", 0, ["get", "level"]] },
        paint: {
          "circle-radius": pick((one) => one.size / 2 + 1, 4), "circle-color": pick((one) => colour(`--dw-h${one.shade}`), colour("--sk-paper")),
          "circle-stroke-color": colour("--sk-ink-soft"), "circle-stroke-width": 1.75,
        },
      },
    ],
  };
}

function popup(map, data, said, point, reach) {
  const found = map.queryRenderedFeatures([[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]], { layers: ["places"] });
  if (!found.length) return;
  const number = found[0].properties.number;
  const box = document.createElement("div");
  const name = document.createElement("p");
  name.className = "dw-pop";
  name.textContent = data.items[number].label;
  const value = document.createElement("p");
  value.textContent = said(number);
  box.append(name, value);
  if (data.places[number].href) {
    const link = document.createElement("a");
    link.href = data.places[number].href;
    link.textContent = data.items[number].label;
    name.replaceChildren(link);
  }
  new maplibre.Popup({ maxWidth: "18rem", focusAfterOpen: true }).setLngLat(found[0].geometry.coordinates).setDOMContent(box).addTo(map);
}

function bounds(data, known) {
  const points = [...known.map((number) => [data.places[number].x, data.places[number].y]), ...data.outlines.flat()];
  const [xs, ys] = [points.map((point) => point[0]), points.map((point) => point[1])];
  const edge = (values, choose) => values.reduce((one, other) => choose(one, other));
  return [[edge(xs, Math.min) - 0.002, edge(ys, Math.min) - 0.002], [edge(xs, Math.max) + 0.002, edge(ys, Math.max) + 0.002]];
}

/** A colour of the page as red, green and blue, which is all that the map understands. */
function resolved(room, name) {
  const sample = document.createElement("span");
  sample.style.color = `var(${name})`;
  room.append(sample);
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  probe.fillStyle = getComputedStyle(sample).color;
  probe.fillRect(0, 0, 1, 1);
  sample.remove();
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  return `rgb(${r}, ${g}, ${b})`;
}

/** The library writes attributions as markup. */
function plain(text) {
  return text.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function styled() {
  const address = new URL("../vendor/maplibre/maplibre-gl.css", import.meta.url).href;
  if ([...document.styleSheets].some((sheet) => sheet.href === address)) return null;
  return new Promise((done, failed) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.addEventListener("load", done);
    link.addEventListener("error", failed);
    document.head.append(link);
  });
}
