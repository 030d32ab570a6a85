// @ts-check
/** The page of a target: its light curve by band and observatory, its points and files. */

import { fileAddress, linksAddress } from "./addresses.js";
import { find, link, showTrouble } from "./dom.js";
import { minuteText } from "./instant.js";
import { fixed } from "./numbers.js";
import { axis, color, plot } from "./plot.js";
import { showTable } from "./table.js";
import { literal, rows } from "./tap.js";

/** @typedef {import("./tap.js").Row} Row */

const MOST_POINTS = 20000;
/** Windows narrower than this have no room beside a plot [px]. */
const NARROW = 700;
const SYMBOLS = ["circle", "square", "diamond", "cross", "x", "star", "hexagon", "pentagon"];

/**
 * Return both errors of a point combined.
 *
 * @param {Row} point
 */
function totalError(point) {
  return Math.hypot(Number(point.mag_err ?? 0), Number(point.calib_err ?? 0));
}

/**
 * Return the points of each band and observatory as Plotly draws them, with limits separate.
 *
 * @param {Row[]} points
 */
function traces(points) {
  const observatories = [...new Set(points.map((point) => String(point.observatory_id ?? "")))].sort();
  /** @type {Map<string, Row[]>} */
  const groups = new Map();
  for (const point of points) {
    const key = JSON.stringify([point.survey, point.band, point.observatory_id ?? "", point.is_limit]);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups].map(([key, group]) => {
    const [survey, band, observatory, isLimit] = JSON.parse(key);
    const colour = color("--filter-" + band) || color("--filter-other");
    const symbol = isLimit ? "triangle-down-open" : SYMBOLS[observatories.indexOf(observatory) % SYMBOLS.length];
    return {
      type: "scatter",
      mode: "markers",
      name: survey + "/" + band + " " + observatory + (isLimit ? " (limit)" : ""),
      legendgroup: survey + "/" + band,
      x: group.map((point) => point.mjd),
      y: group.map((point) => (isLimit ? point.limiting_mag : point.mag)),
      text: group.map((point) => minuteText(point.mjd) + " UTC"),
      hovertemplate: "%{text}<br>MJD %{x:.5f}<br>" + (isLimit ? "fainter than " : "") + "%{y:.3f} mag",
      marker: { color: colour, symbol, size: isLimit ? 10 : 8 },
      ...(isLimit ? {} : { error_y: { type: "data", array: group.map(totalError), color: colour, thickness: 1.2 } }),
    };
  });
}

/**
 * Draw the light curve.
 *
 * @param {HTMLElement} place
 * @param {Row[]} points
 */
async function draw(place, points) {
  const light = { zeroline: false, linecolor: color("--line") };
  const days = { ...light, tickformat: ".6~f", nticks: 6, tickangle: 0 };
  await plot(place, traces(points), {
    margin: { l: 60, r: 20, t: 30, b: 55 },
    xaxis: axis("MJD (UTC, mid-exposure) [d]", days),
    yaxis: axis("magnitude [mag]", { ...light, autorange: "reversed" }),
    showlegend: true,
    // Beside the plot where there is room, else under it.
    legend: { groupclick: "toggleitem", ...(innerWidth < NARROW ? { orientation: "h", y: -0.25 } : { y: 0.93 }) },
  });
  place.dataset.points = String(points.length);
}

/**
 * Show the points as a table.
 *
 * @param {Row[]} points
 */
function showPoints(points) {
  const cells = points.map((point) => [
    minuteText(point.mjd),
    fixed(point.mjd, 5),
    point.survey + "/" + point.band,
    point.is_limit ? "> " + fixed(point.limiting_mag, 2) : fixed(point.mag, 3),
    fixed(point.mag_err, 3),
    fixed(point.calib_err, 3),
    point.observatory_id,
    link(fileAddress("photometry", String(point.catalogue_id)), "zero point"),
  ]);
  const heads = ["UTC", "MJD", "Band", "Magnitude", "Error", "Calibration error", "Observatory", "Calibration"];
  showTable("points", heads, cells, "No point yet: umbra calibrate.");
}

/**
 * Show links to the files of the light curve.
 *
 * @param {string} targetId
 * @param {Row[]} points
 */
function showFiles(targetId, points) {
  const bands = [...new Set(points.map((point) => point.survey + "/" + point.band))].sort();
  const address = (/** @type {string} */ id) => fileAddress("photometry", id);
  const whole = (/** @type {string} */ format) => fileAddress("photometry", targetId, { FORMAT: format });
  find("files").replaceChildren(
    ...bands.map((band) => link(address(targetId + ":" + band.replace("/", ":")), band + " VOTable")),
    link(whole("csv"), "CSV"),
    link(whole("json"), "JSON"),
    link(linksAddress("photometry", targetId), "Datalink"),
  );
}

async function show() {
  const targetId = new URLSearchParams(location.search).get("id") ?? "";
  const where = " WHERE target_id = " + literal(targetId);
  const [target] = await rows("SELECT target_id, name, ra, dec FROM phot.target" + where, 1);
  if (!target) {
    throw new Error("There is no target " + targetId + ".");
  }
  document.title = target.target_id + " · Umbra";
  find("title").textContent = String(target.target_id);
  find("place").textContent =
    (target.name ? target.name + ", " : "") + "RA " + fixed(target.ra, 6) + ", Dec " + fixed(target.dec, 6) + " deg (ICRS)";
  const query =
    "SELECT mjd, mag, mag_err, calib_err, is_limit, limiting_mag, survey, band, observatory_id, catalogue_id " +
    "FROM phot.measurement" + where + " ORDER BY mjd";
  const points = await rows(query, MOST_POINTS);
  showPoints(points);
  showFiles(targetId, points);
  if (points.length) {
    await draw(find("curve"), points);
  }
}

show().catch(showTrouble);
