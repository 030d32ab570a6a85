// @ts-check
/** How to get the tables of an event: addresses, and a script for Python. */

import { fileAddress } from "./addresses.js";
import { find, link, make } from "./dom.js";
import { literal, queryAddress } from "./tap.js";

/** @typedef {import("./tap.js").Row} Row */

/** Tables of an event, with the words for them. */
const TABLES = {
  event: "The event",
  report: "Its reports",
  lightcurve: "Its light curves, readings in arrays",
  sample: "All readings, one a row",
  timing_result: "Timings found by programs",
};

/**
 * Return a script that reads light curves with pyvo, and the first one as a table of its own.
 *
 * @param {string} eventId
 * @param {Row[]} curves
 */
function pythonScript(eventId, curves) {
  const lines = [
    "import pyvo",
    "",
    `tap = pyvo.dal.TAPService("${location.origin}/tap")`,
    'curves = tap.run_sync("""',
    "    SELECT lightcurve_id, observer, mjd, flux",
    "    FROM occ.lightcurve",
    `    WHERE event_id = ${literal(eventId)}""")`,
    'mjd, flux = curves[0]["mjd"], curves[0]["flux"]',
  ];
  if (curves.length > 0) {
    const address = location.origin + fileAddress("lightcurve", String(curves[0].lightcurve_id));
    const words = ["# the first one as a table of its own", "from astropy.table import Table"];
    lines.push("", ...words, "curve = Table.read(", `    "${address}")`);
  }
  return lines.join("\n");
}

/**
 * @param {string} eventId
 * @param {Row[]} curves
 */
export function showDownloads(eventId, curves) {
  for (const [name, words] of Object.entries(TABLES)) {
    const query = `SELECT * FROM occ.${name} WHERE event_id = ${literal(eventId)}`;
    const links = [link(queryAddress(query, "votable"), "VOTable"), " ", link(queryAddress(query, "csv"), "CSV")];
    find("tables").append(make("li", {}, words + ": ", ...links));
  }
  find("snippet").textContent = pythonScript(eventId, curves);
}
