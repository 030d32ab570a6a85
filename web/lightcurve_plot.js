// @ts-check
/** The plot of one light curve: flux against time, with the times that the station reported. */

import { elapsed, timeText } from "./instant.js";
import { axis, color, plot } from "./plot.js";
import { literal, rows } from "./tap.js";

/** @typedef {import("./tap.js").Row} Row */

/** More readings than this are not drawn. */
const MOST_READINGS = 200000;
/** More readings than this are drawn on the graphics card, and more than these without dots. */
const MANY = 20000;
const DOTTED = 3000;

/** @param {Row} curve */
function fluxTitle(curve) {
  if (curve.role === "ratio") {
    return "flux (unocculted: 1)";
  }
  return curve.origin === "synthetic" ? "flux [of the model]" : "flux [as measured]";
}

/**
 * Return the readings as plotly draws them.
 *
 * @param {Row[]} readings
 * @param {number | null} start of the time axis [MJD]; without one readings are counted
 */
function curveTrace(readings, start) {
  const seconds = (/** @type {Row} */ { mjd }) => (typeof mjd === "number" ? elapsed(start ?? 0, mjd) : null);
  return {
    x: readings.map((reading) => (start === null ? reading.seq : seconds(reading))),
    y: readings.map((reading) => reading.flux),
    error_y: readings.some((reading) => reading.flux_err !== null)
      ? { type: "data", array: readings.map((reading) => reading.flux_err), thickness: 0.6, width: 0 }
      : undefined,
    text: readings.map((reading) => (start === null ? "" : timeText(reading.mjd, 4) + " UTC")),
    hovertemplate: "%{text}<br>%{y:.5g}<extra></extra>",
    type: readings.length > MANY ? "scattergl" : "scatter",
    mode: readings.length > DOTTED ? "lines" : "lines+markers",
    line: { color: color("--link"), width: 1 },
    marker: { color: color("--link"), size: 4 },
    connectgaps: false,
  };
}

/**
 * Return the lines of the reported times with their letters.
 *
 * @param {Row | undefined} report
 * @param {number | null} start of the time axis [MJD]
 */
function reportedTimes(report, start) {
  const shapes = [];
  const annotations = [];
  for (const [letter, time, shade] of /** @type {const} */ ([
    ["D", report?.d_time, color("--gold")],
    ["R", report?.r_time, color("--good")],
  ])) {
    if (start !== null && typeof time === "number") {
      const x = elapsed(start, time);
      const top = { x, y: 1, yref: "paper", yanchor: "bottom", showarrow: false };
      shapes.push({ type: "line", x0: x, x1: x, yref: "paper", y0: 0, y1: 1, line: { color: shade, width: 1.5 } });
      annotations.push({ ...top, text: letter, font: { color: shade } });
    }
  }
  return { shapes, annotations };
}

/**
 * Draw a light curve.
 *
 * @param {HTMLElement} place
 * @param {Row} curve
 * @param {Row | undefined} report
 */
export async function drawCurve(place, curve, report) {
  const where = "WHERE lightcurve_id = " + literal(curve.lightcurve_id);
  const query = `SELECT seq, mjd, flux, flux_err FROM occ.sample ${where} ORDER BY seq`;
  const readings = await rows(query, MOST_READINGS);
  const start = typeof curve.time_start === "number" ? curve.time_start : null;
  const light = { showline: false, zerolinecolor: color("--line") };
  await plot(place, [curveTrace(readings, start)], {
    height: 320,
    margin: { l: 60, r: 12, t: 28, b: 60 },
    xaxis: axis(start === null ? "reading" : `seconds after ${timeText(start, 3)} UTC`, light),
    yaxis: axis(fluxTitle(curve), { rangemode: "tozero", ...light }),
    ...reportedTimes(report, start),
  });
  place.dataset.drawn = String(readings.length);
}
