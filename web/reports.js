// @ts-check
/** What the stations of an event reported, and what programs found in their recordings, as tables. */

import { find, make, quiet } from "./dom.js";
import { elapsed } from "./instant.js";
import { edgeText, fixed } from "./numbers.js";
import { makeFilledTable } from "./table.js";

/** @typedef {import("./tap.js").Row} Row */

/** @param {Row} report */
function duration(report) {
  const { d_time: d, r_time: r } = report;
  return fixed(typeof d === "number" && typeof r === "number" ? elapsed(d, r) : report.duration, 2, "s");
}

/** @param {Row[]} reports */
export function showReports(reports) {
  if (reports.length === 0) {
    find("reports").replaceChildren(quiet("No station has sent a report."));
    return;
  }
  const heads = ["Observer", "Place", "Outcome", "D (UTC)", "R (UTC)", "Duration", "Method", "Aperture", "Report"];
  const lines = reports.map((report) => [
    String(report.observer ?? ""),
    [report.site, report.country].filter(Boolean).join(", "),
    make("span", { class: report.outcome === "positive" ? "positive" : "" }, String(report.outcome)),
    edgeText(report.d_time, report.d_err),
    edgeText(report.r_time, report.r_err),
    duration(report),
    String(report.method ?? ""),
    fixed(report.aperture, 0, "cm"),
    String(report.report_id),
  ]);
  find("reports").replaceChildren(makeFilledTable(heads, lines));
}

/** @param {Row[]} results */
export function showResults(results) {
  if (results.length === 0) {
    return;
  }
  find("results-section").hidden = false;
  const heads = ["Program", "D (UTC)", "R (UTC)", "Duration", "Drop", "S/N", "Level of errors", "Report"];
  const lines = results.map((result) => [
    String(result.software ?? result.source_format),
    edgeText(result.d_time, result.d_err),
    edgeText(result.r_time, result.r_err),
    fixed(result.duration, 2, "s"),
    fixed(result.mag_drop, 2, "mag"),
    fixed(result.snr ?? result.dnr, 1),
    String(result.err_level),
    String(result.report_id ?? ""),
  ]);
  find("results").replaceChildren(makeFilledTable(heads, lines));
}
