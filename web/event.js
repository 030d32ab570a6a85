// @ts-check
/** The page of one event: facts, reports, light curves, files; all of it comes from the site's own TAP and datalink. */

import { eventOfPage } from "./addresses.js";
import { showAttachments } from "./attachments.js";
import { factList, find, showTrouble } from "./dom.js";
import { showDownloads } from "./downloads.js";
import { instantText } from "./instant.js";
import { CURVE_COLUMNS, showCurves } from "./lightcurves.js";
import { fixed } from "./numbers.js";
import { showReports, showResults } from "./reports.js";
import { literal, rows } from "./tap.js";

/** @typedef {import("./tap.js").Row} Row */

const eventId = eventOfPage();

/** @param {Row} event */
function bodyOf(event) {
  return [event.body_number === null ? "" : `(${event.body_number})`, event.body_name ?? ""].join(" ").trim();
}

/** @param {Row} event */
function reportsOf(event) {
  return event.n_reports ? `${event.n_reports}: ${event.n_positive} positive, ${event.n_negative} negative` : "none";
}

/**
 * Return the best known instant of an event.
 *
 * @param {Row} event
 * @param {Row[]} curves
 */
function timeOf(event, curves) {
  const start = curves.find((curve) => curve.time_start !== null)?.time_start ?? null;
  return event.time_closest ?? event.time_predicted ?? start;
}

/** @param {Row} event @param {Row[]} curves */
function showFacts(event, curves) {
  const name = bodyOf(event) || "An unknown body";
  const time = timeOf(event, curves);
  document.title = `${name}: occultation ${eventId.slice(0, 8)}: Umbra`;
  find("title").textContent = `${name} occults ${event.star ?? "a star"}`;
  find("subtitle").textContent = time === null ? eventId : instantText(time, 0) + " UTC";
  const facts = {
    Star: event.star,
    "Gaia DR3": event.star === `Gaia DR3 ${event.star_gaia}` ? null : event.star_gaia,
    "RA, Dec (ICRS)": event.ra === null ? null : `${fixed(event.ra, 5)}°, ${fixed(event.dec, 5)}°`,
    "Magnitude of the star": fixed(event.star_mag, 1, "mag"),
    "Expected drop": fixed(event.mag_drop, 1, "mag"),
    "Distance of the body": fixed(event.body_distance, 3, "au"),
    "Speed of the shadow": fixed(event.shadow_speed, 2, "km/s"),
    "Assumed diameter": fixed(event.body_diameter, 1, "km"),
    Ephemeris: event.ephemeris,
    Reports: reportsOf(event),
    Identifier: eventId,
  };
  find("facts").replaceChildren(factList(facts));
}

async function main() {
  const where = "WHERE event_id = " + literal(eventId);
  const [events, reports, curves, results, files] = await Promise.all([
    rows(`SELECT * FROM occ.event ${where}`),
    rows(`SELECT * FROM occ.report ${where} AND status = 'accepted' ORDER BY lat DESC`),
    rows(`SELECT ${CURVE_COLUMNS} FROM occ.lightcurve ${where} ORDER BY lightcurve_id`),
    rows(`SELECT * FROM occ.timing_result ${where} ORDER BY result_id`),
    rows(`SELECT * FROM occ.attachment ${where} ORDER BY attachment_id`),
  ]);
  if (events.length === 0) {
    throw new Error("There is no event " + eventId);
  }
  showFacts(events[0], curves);
  showReports(reports);
  showResults(results);
  showAttachments(files);
  showDownloads(eventId, curves);
  showCurves(curves, reports);
}

main().catch(showTrouble);
