// @ts-check
/** The sky plane of an event: chords with their errors, paths of negatives, the limb and how well it is known. */

import { withError } from "./numbers.js";
import { color, outcomeColor, planeAxes, plot } from "./plot.js";

/** @typedef {import("./tap.js").Row} Row */
/** @typedef {{f: number, g: number}} Point */

const FINE = 361;
/** Size of the plot in units of that of chords and limb. */
const MARGIN = 1.25;

/**
 * Return the known ends of a chord.
 *
 * @param {Row} chord
 * @returns {(Point & {err: number | null, name: string})[]}
 */
function ends(chord) {
  const found = [];
  for (const [letter, name] of [["d", "D"], ["r", "R"]]) {
    const f = chord[letter + "_f"];
    const g = chord[letter + "_g"];
    const err = chord[letter + "_err_km"];
    if (typeof f === "number" && typeof g === "number") {
      found.push({ f, g, err: typeof err === "number" ? err : null, name });
    }
  }
  return found;
}

/**
 * Return the middle and the half width of the plot [km].
 *
 * @param {Row[]} chords
 * @param {Row[]} limbs
 */
function extent(chords, limbs) {
  const positive = chords.filter((chord) => chord.outcome !== "negative");
  const f = [];
  const g = [];
  for (const chord of positive.length ? positive : chords) {
    for (const end of ends(chord)) {
      f.push(end.f);
      g.push(end.g);
    }
  }
  for (const limb of limbs) {
    const size = Number(limb.semi_major);
    f.push(Number(limb.center_f) - size, Number(limb.center_f) + size);
    g.push(Number(limb.center_g) - size, Number(limb.center_g) + size);
  }
  const span = (/** @type {number[]} */ values) => Math.max(...values) - Math.min(...values);
  return {
    f: (Math.max(...f) + Math.min(...f)) / 2,
    g: (Math.max(...g) + Math.min(...g)) / 2,
    reach: (MARGIN * Math.max(span(f), span(g), 1)) / 2,
  };
}

/**
 * Return the distance of a limb from its centre at a position angle [km].
 *
 * @param {Row} limb
 * @param {number} angle [deg]
 */
function radius(limb, angle) {
  const a = Number(limb.semi_major);
  const b = Number(limb.semi_minor);
  const turned = ((angle - Number(limb.position_angle ?? 0)) * Math.PI) / 180;
  return (a * b) / Math.hypot(b * Math.cos(turned), a * Math.sin(turned));
}

/**
 * Return the uncertainty of a limb's distance from its centre at a position angle [km].
 *
 * @param {Row} limb
 * @param {number} angle [deg]
 */
function radiusError(limb, angle) {
  const errors = /** @type {number[] | null} */ (/** @type {unknown} */ (limb.outline_err));
  if (!errors || errors.length === 0) {
    return 0;
  }
  const place = (angle / 360) * errors.length;
  const before = Math.floor(place) % errors.length;
  const part = place - Math.floor(place);
  return errors[before] * (1 - part) + errors[(before + 1) % errors.length] * part;
}

/** @param {Row} limb @param {number} sign of the uncertainty: -1, 0 or 1 */
function outline(limb, sign) {
  const x = [];
  const y = [];
  for (let i = 0; i < FINE; i += 1) {
    const angle = (360 * i) / (FINE - 1);
    const far = Math.max(radius(limb, angle) + sign * radiusError(limb, angle), 0);
    x.push(Number(limb.center_f) + far * Math.sin((angle * Math.PI) / 180));
    y.push(Number(limb.center_g) + far * Math.cos((angle * Math.PI) / 180));
  }
  return { x, y };
}

/** @param {Row} limb */
function limbTraces(limb) {
  const words =
    `limb (${limb.component}), ${limb.constrained}<br>` +
    `${withError(limb.semi_major, limb.semi_major_err, 1)} × ${withError(limb.semi_minor, limb.semi_minor_err, 1, "km")}`;
  const shade = color("--limb");
  const east = withError(limb.center_f, limb.center_f_err, 1);
  const north = withError(limb.center_g, limb.center_g_err, 1, "N km");
  const band = { mode: "lines", line: { width: 0 }, hoverinfo: "skip" };
  return [
    { ...outline(limb, 1), ...band },
    { ...outline(limb, -1), ...band, fill: "tonexty", fillcolor: shade + "26" },
    { ...outline(limb, 0), mode: "lines", line: { color: shade, width: 1.5 }, text: words, hoverinfo: "text", name: "limb" },
    {
      x: [limb.center_f],
      y: [limb.center_g],
      mode: "markers",
      marker: { color: shade, symbol: "cross-thin-open", size: 9 },
      error_x: { type: "data", array: [limb.center_f_err], thickness: 1, width: 0, color: shade },
      error_y: { type: "data", array: [limb.center_g_err], thickness: 1, width: 0, color: shade },
      text: `centre ${east} E<br>${north}`,
      hoverinfo: "text",
    },
  ];
}

/**
 * @param {Row} chord
 * @param {string} name
 */
function chordTraces(chord, name) {
  const known = ends(chord);
  const isNegative = chord.outcome === "negative";
  const shade = outcomeColor(chord.outcome);
  const length = isNegative ? "" : `, ${withError(chord.length, chord.length_err, 1, "km")}`;
  const words = `${name}<br>${chord.outcome}${length}`;
  /** @type {object[]} */
  const traces = [
    {
      x: known.map((end) => end.f),
      y: known.map((end) => end.g),
      mode: isNegative ? "lines" : "lines+markers",
      line: { color: shade, width: 1.5, dash: isNegative ? "dash" : "solid" },
      marker: { color: shade, size: 5 },
      text: known.map((end) => (isNegative ? words : `${words}<br>${end.name}`)),
      hoverinfo: "text",
      name,
    },
  ];
  if (known.length < 2 || isNegative) {
    return traces;
  }
  const span = Math.hypot(known[1].f - known[0].f, known[1].g - known[0].g) || 1;
  const [alongF, alongG] = [(known[1].f - known[0].f) / span, (known[1].g - known[0].g) / span];
  for (const end of known) {
    if (end.err !== null) {
      traces.push({
        x: [end.f - end.err * alongF, end.f + end.err * alongF],
        y: [end.g - end.err * alongG, end.g + end.err * alongG],
        mode: "lines",
        line: { color: shade + "66", width: 6 },
        hoverinfo: "skip",
      });
    }
  }
  return traces;
}

/**
 * Draw the sky plane.
 *
 * @param {HTMLElement} place
 * @param {Row[]} chords
 * @param {Row[]} limbs
 * @param {Map<string, string>} names of the stations by report
 */
export async function drawSkyPlane(place, chords, limbs, names) {
  const view = extent(chords, limbs);
  const traces = [
    ...limbs.flatMap(limbTraces),
    ...chords.flatMap((chord) => chordTraces(chord, names.get(String(chord.report_id)) || String(chord.chord_id))),
  ];
  const east = { title: "f, east [km]", range: [view.f + view.reach, view.f - view.reach] };
  const north = { title: "g, north [km]", range: [view.g - view.reach, view.g + view.reach] };
  await plot(place, traces, planeAxes(east, north));
  place.dataset.drawn = `${chords.length} chords, ${limbs.length} limbs`;
}
