// @ts-check
/** Stations and the shadow's path in longitude and latitude, from the event's GeoJSON; nothing is fetched elsewhere. */

import { coastlines } from "./coastlines.js";
import { color, outcomeColor, planeAxes, plot } from "./plot.js";

/**
 * @typedef {{
 *   geometry: {type: string, coordinates: any},
 *   properties: Record<string, string | number | null>,
 * }} Feature
 */

/** Least margin of the map around the stations [deg], so that a coast or border shows where they are. */
const MARGIN_DEG = 2;
/** Extent of the drawn coasts in units of that of the first map, for those who zoom out. */
const SPARE = 3;

/**
 * Return a longitude in the range of 180 degrees about another [deg].
 *
 * @param {number} lon
 * @param {number} middle
 */
function near(lon, middle) {
  return lon - 360 * Math.round((lon - middle) / 360);
}

/**
 * Return the longitude in the middle of the stations [deg]; those on both sides of 180 degrees are neighbours, counted east.
 *
 * @param {Feature[]} stations
 */
function middleLongitude(stations) {
  const angles = stations.map((station) => (station.geometry.coordinates[0] * Math.PI) / 180);
  const sum = (/** @type {(angle: number) => number} */ part) => angles.reduce((total, one) => total + part(one), 0);
  const middle = (Math.atan2(sum(Math.sin), sum(Math.cos)) * 180) / Math.PI;
  const isBeyond = stations.some((station) => near(station.geometry.coordinates[0], middle) < -180);
  return isBeyond ? middle + 360 : middle;
}

/**
 * Return the field of the map: all stations, with some margin [deg].
 *
 * @param {Feature[]} stations
 * @param {number} middle longitude around which the map lies [deg]
 */
function frame(stations, middle) {
  const lon = stations.map((station) => near(station.geometry.coordinates[0], middle));
  const lat = stations.map((station) => station.geometry.coordinates[1]);
  const bounds = (/** @type {number[]} */ values) => {
    const margin = Math.max(MARGIN_DEG, 0.15 * (Math.max(...values) - Math.min(...values)));
    return [Math.min(...values) - margin, Math.max(...values) + margin];
  };
  return { lon: bounds(lon), lat: bounds(lat) };
}

/**
 * Return coasts and borders as plotly draws them, if the site has them.
 *
 * @param {{lon: number[], lat: number[]}} view [deg]
 */
async function backgroundTraces(view) {
  const wider = (/** @type {number[]} */ [low, high]) => [low - SPARE * (high - low), high + SPARE * (high - low)];
  const found = await coastlines({ lon: wider(view.lon), lat: wider(view.lat) }).catch(() => null);
  if (found === null) {
    return [];
  }
  const style = { mode: "lines", hoverinfo: "skip" };
  return [
    { ...found.borders, ...style, name: "borders", line: { color: color("--quiet"), width: 0.7, dash: "dot" } },
    { ...found.coasts, ...style, name: "coasts", line: { color: color("--ink"), width: 1 } },
  ];
}

/**
 * @param {Feature} path
 * @param {number} middle longitude around which the map lies [deg]
 */
function pathTrace(path, middle) {
  /** @type {(number | null)[]} */
  const x = [];
  /** @type {(number | null)[]} */
  const y = [];
  for (const line of path.geometry.coordinates) {
    for (const [lon, lat] of line) {
      const last = x.at(-1);
      const here = near(lon, middle);
      if (typeof last === "number" && Math.abs(here - last) > 180) {
        x.push(null);
        y.push(null);
      }
      x.push(here);
      y.push(lat);
    }
    x.push(null);
    y.push(null);
  }
  const isCenter = path.properties.name === "center";
  return {
    x,
    y,
    mode: "lines",
    line: { color: path.properties.stroke, width: isCenter ? 2 : 1, shape: "spline" },
    text: `shadow, ${path.properties.name}`,
    hoverinfo: "text",
  };
}

/**
 * @param {Feature[]} stations
 * @param {number} middle longitude around which the map lies [deg]
 */
function stationTrace(stations, middle) {
  const words = stations.map(({ properties }) => {
    const length = properties.chord_length_km;
    const chord = typeof length === "number" ? `, chord of ${length.toFixed(1)} km` : "";
    return `${properties.observer ?? properties.report_id}<br>${properties.outcome}${chord}`;
  });
  return {
    x: stations.map((station) => near(station.geometry.coordinates[0], middle)),
    y: stations.map((station) => station.geometry.coordinates[1]),
    mode: "markers",
    marker: {
      size: 10,
      color: stations.map((station) => outcomeColor(station.properties.outcome)),
      symbol: stations.map((station) => (station.properties.outcome === "positive" ? "circle" : "x")),
      line: { color: color("--card"), width: 1 },
    },
    text: words,
    hoverinfo: "text",
  };
}

/**
 * Draw the map.
 *
 * @param {HTMLElement} place
 * @param {{features: Feature[]}} ground the event's GeoJSON
 */
export async function drawStationMap(place, ground) {
  const stations = ground.features.filter((feature) => feature.geometry.type === "Point");
  const paths = ground.features.filter((feature) => feature.geometry.type !== "Point");
  if (stations.length === 0) {
    place.replaceChildren("No station has coordinates.");
    return;
  }
  const middle = middleLongitude(stations);
  const view = frame(stations, middle);
  const latitude = (((view.lat[0] + view.lat[1]) / 2) * Math.PI) / 180;
  const background = await backgroundTraces(view);
  const traces = [...background, ...paths.map((path) => pathTrace(path, middle)), stationTrace(stations, middle)];
  const east = { title: "longitude, east [°]", range: view.lon };
  const north = { title: "latitude, north [°]", range: view.lat };
  const ratio = 1 / Math.max(Math.cos(latitude), 0.01);
  await plot(place, traces, planeAxes(east, north, { zeroline: false }, ratio));
  place.dataset.background = String(background.length);
  place.dataset.drawn = `${stations.length} stations, ${paths.length} lines`;
}
