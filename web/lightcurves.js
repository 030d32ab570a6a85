// @ts-check
/** The light curves of an event: a card for each recording, with its plot and with what can be done with the data. */

import { fileAddress, linksAddress } from "./addresses.js";
import { find, link, make, trouble } from "./dom.js";
import { drawCurve } from "./lightcurve_plot.js";
import { sendTable } from "./samp.js";

/** @typedef {import("./tap.js").Row} Row */

/** Columns of occ.lightcurve that the cards need. */
export const CURVE_COLUMNS =
  "lightcurve_id, report_id, role, origin, observer, aperture_name, n_points, n_dropped, time_start, source_format";
/** More recordings than this are drawn on demand only. */
const DRAWN_AT_ONCE = 12;
/** Light curves of one recording in the order in which they are offered. */
const ORDER = ["ratio", "target", "unknown", "comparison", "other"];
/** Words for curves that were not measured, by their origin. */
const UNMEASURED = /** @type {Record<string, string>} */ ({
  synthetic: "Simulated: computed from a model, nothing was observed.",
  placeholder: "A placeholder: every value is the same, nothing was measured.",
});

/**
 * Group curves by the recording they come from.
 *
 * @param {Row[]} curves
 * @returns {Row[][]}
 */
function recordings(curves) {
  /** @type {Map<string, Row[]>} */
  const groups = new Map();
  for (const curve of curves) {
    const key = [curve.report_id ?? curve.observer ?? "", curve.source_format, curve.time_start, curve.n_points].join();
    groups.set(key, [...(groups.get(key) ?? []), curve]);
  }
  const rank = (/** @type {Row} */ curve) => ORDER.indexOf(String(curve.role));
  return [...groups.values()].map((group) => group.sort((a, b) => rank(a) - rank(b)));
}

/** @param {Row} curve */
function nameOf(curve) {
  return String(curve.aperture_name ?? curve.lightcurve_id);
}

/** @param {Row[]} group */
function notices(group) {
  return group.flatMap((curve) => {
    const words = UNMEASURED[String(curve.origin)];
    return words ? [make("p", { class: "notice" }, `${words} (${nameOf(curve)})`)] : [];
  });
}

/**
 * Make the title of a recording: who observed, and where.
 *
 * @param {Row} curve
 * @param {Row | undefined} report
 */
function title(curve, report) {
  const site = [report?.site, report?.country].filter(Boolean).join(", ");
  const name = curve.observer ?? (site || "A station without a report");
  return make("h3", {}, String(name), make("small", {}, name === site ? "" : site));
}

/**
 * Show the light curves of one recording.
 *
 * @param {Row[]} group
 * @param {Row | undefined} report
 * @param {boolean} isAtOnce
 */
function showRecording(group, report, isAtOnce) {
  const plot = make("div", { class: "plot" });
  const links = make("div", { class: "links" });
  const address = make("p", { class: "address" });
  const parts = [title(group[0], report), ...notices(group), plot, links, address];
  find("curves").append(make("article", { class: "curve" }, ...parts));
  const choice = make("select", { "aria-label": "Light curve" });
  choice.append(...group.map((curve, i) => make("option", { value: String(i) }, `${curve.role}: ${nameOf(curve)}`)));
  const open = () => {
    const curve = group[Number(choice.value)];
    links.replaceChildren(...(group.length > 1 ? [choice] : []), ...curveLinks(curve));
    address.replaceChildren(addressOf(curve));
    drawCurve(plot, curve, report).catch((problem) => plot.replaceChildren(trouble(problem)));
  };
  choice.addEventListener("change", open);
  if (isAtOnce) {
    open();
  } else {
    const button = make("button", { type: "button" }, "Draw");
    button.addEventListener("click", open);
    plot.replaceChildren(button);
  }
}

/** @param {Row} curve */
function addressOf(curve) {
  return location.origin + fileAddress("lightcurve", String(curve.lightcurve_id));
}

/**
 * Make links to the files of a light curve.
 *
 * @param {Row} curve
 */
function curveLinks(curve) {
  const id = String(curve.lightcurve_id);
  const file = (/** @type {string} */ format) => fileAddress("lightcurve", id, { FORMAT: format });
  return [
    make("a", { href: fileAddress("lightcurve", id), download: id + ".vot" }, "VOTable"),
    make("a", { href: file("csv"), download: id + ".csv" }, "CSV"),
    link(file("png"), "Picture"),
    link(file("original"), "Original file"),
    link(linksAddress("lightcurve", id), "All links"),
    ...sampButton(addressOf(curve), id),
  ];
}

/**
 * Make a button that sends a table to other programs, and an element for the result.
 *
 * @param {string} address
 * @param {string} id
 */
function sampButton(address, id) {
  const send = make("button", { type: "button" }, "Send by SAMP");
  const note = make("span", { class: "quiet", role: "status" });
  const say = (/** @type {string} */ words) => (note.textContent = words);
  send.addEventListener("click", () => sendTable(address, id, say).catch((problem) => say(problem.message)));
  return [send, note];
}

/**
 * @param {Row[]} curves
 * @param {Row[]} reports
 */
export function showCurves(curves, reports) {
  const groups = recordings(curves);
  find("curves-note").removeAttribute("data-waiting");
  find("curves-note").textContent = groups.length
    ? "Drag to zoom, double-click to return. Vertical lines are the times that the station reported."
    : "No light curve of this event has come in yet.";
  const known = new Map(reports.map((report) => [report.report_id, report]));
  for (const [i, group] of groups.entries()) {
    showRecording(group, known.get(group[0].report_id), i < DRAWN_AT_ONCE);
  }
}
