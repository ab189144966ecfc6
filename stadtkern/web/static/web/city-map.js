// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// <city-map data-src="…/ebenen.json" data-label="…">: the public layers on a map that needs no network beyond this site.
// Without this module or without WebGL a note stays that points to the list beside it.

import * as maplibre from "../vendor/maplibre/maplibre-gl.mjs";
import * as features from "./feature-layers.js";

const SHAPES = {
  circle: (pen, s) => pen.arc(s / 2, s / 2, s * 0.36, 0, 2 * Math.PI),
  square: (pen, s) => pen.rect(s * 0.17, s * 0.17, s * 0.66, s * 0.66),
  triangle: (pen, s) => { pen.moveTo(s / 2, s * 0.1); pen.lineTo(s * 0.92, s * 0.84); pen.lineTo(s * 0.08, s * 0.84); pen.closePath(); },
  cross: (pen, s) => { const [a, b, c, d] = [0.08, 0.3, 0.7, 0.92].map((part) => part * s); pen.moveTo(b, a); for (const [x, y] of [[c, a], [c, b], [d, b], [d, c], [c, c], [c, d], [b, d], [b, c], [a, c], [a, b], [b, b]]) pen.lineTo(x, y); pen.closePath(); },
  hexagon: (pen, s) => { pen.moveTo(s * 0.27, s * 0.1); pen.lineTo(s * 0.73, s * 0.1); pen.lineTo(s * 0.96, s / 2); pen.lineTo(s * 0.73, s * 0.9); pen.lineTo(s * 0.27, s * 0.9); pen.lineTo(s * 0.04, s / 2); pen.closePath(); },
  star: (pen, s) => { for (const [x, y] of [[0.50, 0.05], [0.66, 0.31], [0.95, 0.38], [0.76, 0.61], [0.78, 0.91], [0.50, 0.80], [0.22, 0.91], [0.24, 0.61], [0.05, 0.38], [0.34, 0.31]]) pen.lineTo(x * s, y * s); pen.closePath(); },
  pentagon: (pen, s) => { for (const [x, y] of [[0.5, 0.06], [0.95, 0.39], [0.78, 0.92], [0.22, 0.92], [0.05, 0.39]]) pen.lineTo(x * s, y * s); pen.closePath(); },
  drop: (pen, s) => { pen.moveTo(s * 0.5, s * 0.04); pen.bezierCurveTo(s * 0.5, s * 0.04, s * 0.85, s * 0.42, s * 0.85, s * 0.61); pen.arc(s * 0.5, s * 0.61, s * 0.35, 0, Math.PI); pen.bezierCurveTo(s * 0.15, s * 0.42, s * 0.5, s * 0.04, s * 0.5, s * 0.04); pen.closePath(); },
  bin: (pen, s) => { for (const [x, y] of [[0.06, 0.14], [0.94, 0.14], [0.74, 0.9], [0.26, 0.9]]) pen.lineTo(x * s, y * s); pen.closePath(); },
  fan: (pen, s) => { pen.moveTo(s * 0.5, s * 0.92); pen.arc(s * 0.5, s * 0.92, s * 0.82, -0.7 * Math.PI, -0.3 * Math.PI); pen.closePath(); },
  dome: (pen, s) => { pen.arc(s * 0.5, s * 0.74, s * 0.46, Math.PI, 2 * Math.PI); pen.closePath(); },
  diamond: (pen, s) => { pen.moveTo(s / 2, s * 0.06); pen.lineTo(s * 0.94, s / 2); pen.lineTo(s / 2, s * 0.94); pen.lineTo(s * 0.06, s / 2); pen.closePath(); },
};

class CityMap extends HTMLElement {
  #map = null;
  #plan = null;
  #popup = null;
  #watch = null;
  #toggle = (event) => this.#switch(event.target);

  async connectedCallback() {
    if (!document.createElement("canvas").getContext("webgl2")) {
      this.#say();
      return;
    }
    try {
      const answer = await fetch(this.dataset.src);
      if (!answer.ok) throw new Error(String(answer.status));
      this.#plan = await answer.json();
      this.#build();
    } catch {
      this.#say();
      return;
    }
    document.addEventListener("change", this.#toggle);
  }

  disconnectedCallback() {
    document.removeEventListener("change", this.#toggle);
    this.#watch?.disconnect();
    this.#map?.remove();
    this.#map = null;
  }

  #say() {
    const note = document.createElement("p");
    note.className = "sk-map__fallback";
    note.textContent = this.dataset.failed;
    this.replaceChildren(note);
    this.dataset.state = "note";
  }

  #token(name) {
    const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    probe.fillStyle = "#888";
    probe.fillStyle = this.#resolved(name);
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    return `rgb(${r}, ${g}, ${b})`;
  }

  #resolved(name) {
    const sample = document.createElement("span");
    sample.style.color = `var(${name})`;
    this.append(sample);
    const colour = getComputedStyle(sample).color;
    sample.remove();
    return colour;
  }

  #build() {
    const land = this.#token("--sk-map-land");
    const colours = { line: this.#token("--sk-map-line"), grid: this.#token("--sk-map-grid"), paper: this.#token("--sk-paper"), ink: this.#token("--sk-ink") };
    this.#plan.colours = Object.fromEntries([...this.#plan.layers, ...(this.#plan.areas ?? [])].map((layer) => [layer.key, this.#token(`--sk-${layer.colour}`)]));
    const place = document.createElement("div");
    this.replaceChildren(place);
    this.#map = new maplibre.Map({
      container: place,
      style: this.#style(land, colours),
      bounds: this.#plan.bounds ?? [[6, 47.5], [15, 55]],
      fitBoundsOptions: { padding: 48, maxZoom: 14 },
      attributionControl: false,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0,
      cooperativeGestures: false,
      refreshExpiredTiles: false,
      fadeDuration: 0,
    });
    this.#watch = new ResizeObserver(() => this.#map.resize());
    this.#watch.observe(place);
    this.#map.touchZoomRotate.disableRotation();
    this.#map.scrollZoom.disable();
    this.#map.getCanvas().setAttribute("aria-label", this.dataset.label);
    this.#map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.#map.addControl(new maplibre.ScaleControl({}), "bottom-left");
    this.#map.setMissingStyleImageResolver((id) => this.#image(id, colours));
    this.#map.on("load", () => this.#loaded());
    this.#map.on("moveend", () => this.#grid());
    this.#map.on("resize", () => this.#grid());
    this.#map.on("click", (event) => this.#click(event.point));
    this.#map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const { width, height } = this.#map.getCanvas().getBoundingClientRect();
      this.#click({ x: width / 2, y: height / 2 }, 60);
    });
    this.#map.getCanvas().addEventListener("focus", () => this.#map.scrollZoom.enable());
    this.#map.getCanvas().addEventListener("blur", () => this.#map.scrollZoom.disable());
    this.#map.on("mousemove", (event) => { this.#map.getCanvas().style.cursor = this.#found(event.point, 6).length ? "pointer" : ""; });
  }

  #style(land, colours) {
    const sources = { grid: { type: "geojson", data: empty() } };
    const layers = [
      { id: "land", type: "background", paint: { "background-color": land } },
      { id: "grid", type: "line", source: "grid", paint: { "line-color": colours.grid, "line-width": 1 } },
    ];
    const base = this.#plan.basemap;
    if (base) {
      sources.base = { type: "raster", tiles: [base.tiles], tileSize: 256, maxzoom: 18 };
      layers.push({ id: "base", type: "raster", source: "base", paint: { "raster-opacity": 0.85 } });
    }
    this.#plan.boundaries.forEach((boundary, n) => {
      sources[`boundary-${n}`] = { type: "geojson", data: absolute(boundary.url) };
      layers.push({ id: `boundary-fill-${n}`, type: "fill", source: `boundary-${n}`, filter: ["match", ["geometry-type"], ["Polygon", "MultiPolygon"], true, false], paint: { "fill-color": colours.paper, "fill-opacity": base ? 0.15 : 0.9 } });
      layers.push({ id: `boundary-${n}`, type: "line", source: `boundary-${n}`, paint: { "line-color": colours.line, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.6, 13, 1.6] } });
    });
    for (const area of this.#plan.areas ?? []) {
      sources[area.key] = { type: "geojson", data: absolute(area.url) };
      layers.push({ id: area.key, type: "fill", source: area.key, paint: { "fill-color": this.#plan.colours[area.key], "fill-opacity": 0.22 } });
      layers.push({ id: `${area.key}-line`, type: "line", source: area.key, filter: ["!=", ["get", "kind"], "city"], paint: { "line-color": this.#plan.colours[area.key], "line-width": 2 } });
      layers.push({ id: `${area.key}-dash`, type: "line", source: area.key, filter: ["==", ["get", "kind"], "city"], paint: { "line-color": this.#plan.colours[area.key], "line-width": 2.5, "line-dasharray": [2, 1.5] } });
    }
    features.add({ sources, layers }, this.#plan, (name) => this.#token(name));
    for (const layer of this.#plan.layers) {
      sources[layer.key] = { type: "geojson", data: absolute(layer.url), cluster: true, clusterRadius: 38, clusterMaxZoom: 14 };
      layers.push({
        id: layer.key, type: "symbol", source: layer.key,
        layout: {
          "icon-image": ["case", ["has", "point_count"], ["concat", `${layer.key}|${layer.shape}|`, ["to-string", ["get", "point_count"]]], `${layer.key}|${layer.shape}|`],
          "icon-allow-overlap": true, "icon-ignore-placement": true,
          visibility: layer.shown ? "visible" : "none",
        },
      });
    }
    return { version: 8, sources, layers };
  }

  // Draws the marker of a layer, for a cluster larger and with its number of places.
  #image(id, colours) {
    const [key, shape, count] = id.split("|");
    if (!SHAPES[shape] || this.#map.hasImage(id)) return;
    const size = count ? 72 + 6 * count.length : 40;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const pen = canvas.getContext("2d");
    pen.beginPath();
    SHAPES[shape](pen, size);
    pen.fillStyle = this.#plan.colours[key];
    pen.strokeStyle = colours.paper;
    pen.lineWidth = 5;
    pen.lineJoin = "round";
    pen.stroke();
    pen.fill();
    if (count) {
      pen.fillStyle = colours.paper;
      pen.font = "600 26px Fira Sans, sans-serif";
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(count, size / 2, size * (["triangle", "drop", "dome"].includes(shape) ? 0.6 : 0.52));
    }
    this.#map.addImage(id, pen.getImageData(0, 0, size, size), { pixelRatio: 2 });
  }

  #loaded() {
    this.#grid();
    this.#map.once("idle", () => { this.dataset.state = "drawn"; });
  }

  // Lines of longitude and latitude, so that an empty background still shows scale and movement.
  #grid() {
    const box = this.#map.getBounds();
    const step = [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5].find((size) => (box.getEast() - box.getWest()) / size < 14) ?? 10;
    const tall = step * 0.62;
    const lines = [];
    const [west, east, south, north] = [snap(box.getWest(), step) - 4 * step, box.getEast() + 4 * step, snap(box.getSouth(), tall) - 4 * tall, box.getNorth() + 4 * tall];
    for (let x = west; x <= east; x += step) lines.push([[x, south], [x, north]]);
    for (let y = south; y <= north; y += tall) lines.push([[west, y], [east, y]]);
    this.#map.getSource("grid")?.setData({ type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates: lines } });
  }

  #found(point, reach = 8) {
    const places = [...this.#plan.layers, ...(this.#plan.areas ?? [])].map((layer) => layer.key);
    const layers = [...places, ...features.layerIds(this.#plan)].filter((key) => this.#map.getLayer(key));
    return layers.length ? this.#map.queryRenderedFeatures([[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]], { layers }) : [];
  }

  async #click(point, reach = 8) {
    const found = this.#found(point, reach);
    if (!found.length) return;
    const points = found.filter((feature) => feature.geometry.type === "Point");
    if (!points.length) {
      const here = reach > 8 ? this.#found(point) : found;
      this.#open(this.#map.unproject([point.x, point.y]), here.length ? here : found);
      return;
    }
    found.splice(0, found.length, ...points);
    const cluster = found.find((feature) => feature.properties.cluster);
    if (cluster && found[0] === cluster) {
      const source = this.#map.getSource(cluster.source);
      const zoom = await source.getClusterExpansionZoom(cluster.properties.cluster_id);
      const center = cluster.geometry.coordinates;
      if (zoom <= 15) {
        this.#map.easeTo({ center, zoom: zoom + 0.5, animate: !window.matchMedia("(prefers-reduced-motion: reduce)").matches });
        return;
      }
      this.#open(center, await source.getClusterLeaves(cluster.properties.cluster_id, 30, 0));
      return;
    }
    this.#open(found[0].geometry.coordinates, found.filter((feature) => !feature.properties.cluster));
  }

  #open(at, found) {
    this.#popup?.remove();
    const told = unique(found.map((feature) => features.told(this.#plan, feature) ?? feature.properties));
    const content = told.length === 1 ? this.#one(told[0]) : this.#many(told);
    this.#popup = new maplibre.Popup({ maxWidth: "20rem", focusAfterOpen: true }).setLngLat(at).setDOMContent(content).addTo(this.#map);
  }

  #one(place) {
    const box = document.createElement("div");
    box.append(line("p", "sk-pop__title", place.name));
    if (place.value) box.append(line("p", "sk-pop__value", place.value));
    if (place.note) box.append(line("p", "sk-pop__note", place.note));
    if (place.facts?.length) box.append(facts(place.facts));
    const link = line("a", "", this.dataset.more);
    link.href = place.url;
    box.append(link);
    return box;
  }

  #many(places) {
    const box = document.createElement("div");
    box.append(line("p", "sk-pop__title", `${places.length} ${this.dataset.count}`));
    const list = line("ul", "sk-pop__many", "");
    for (const place of places) {
      const link = line("a", "", place.name);
      link.href = place.url;
      const item = document.createElement("li");
      item.append(link, place.value ? ` ${place.value}` : "");
      list.append(item);
    }
    box.append(list);
    return box;
  }

  #switch(box) {
    const ids = { ebene: () => [box.value], sammlung: () => features.layerIds(this.#plan, box.value) }[box.name]?.() ?? [];
    for (const id of ids) if (this.#map?.getLayer(id)) this.#map.setLayoutProperty(id, "visibility", box.checked ? "visible" : "none");
  }
}

function line(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}

function absolute(url) {
  return new URL(url, document.baseURI).href;
}

function snap(value, step) {
  return Math.floor(value / step) * step;
}

function facts(pairs) {
  const list = line("dl", "sk-pop__facts", "");
  for (const [title, value] of pairs) list.append(line("dt", "", title), line("dd", "", value));
  return list;
}

// A polygon that lies in several tiles is found once per tile, and once per layer that draws it.
function unique(places) {
  return [...new Map(places.map((place) => [place.url, place])).values()];
}

function empty() {
  return { type: "FeatureCollection", features: [] };
}

customElements.define("city-map", CityMap);
