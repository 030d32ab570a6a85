// @ts-check
/** The part of an event's page that shows the body: sky plane, map, limb, chords with residuals, files to take. */

import { eventOfPage, fileAddress, linksAddress } from "./addresses.js";
import { factList, find, link, make, quiet } from "./dom.js";
import { fixed, withError } from "./numbers.js";
import { outcomeColor } from "./plot.js";
import { drawSkyPlane } from "./sky_plane.js";
import { drawStationMap } from "./station_map.js";
import { makeFilledTable } from "./table.js";
import { literal, rows } from "./tap.js";

/** @typedef {import("./tap.js").Row} Row */

const eventId = eventOfPage();

/** Files by the name that the datalink service knows: label, and whether a magnification means something. */
const FILES = /** @type {[string, string, boolean][]} */ ([
  ["ds9", "DS9 regions", true],
  ["aladin", "Aladin script", true],
  ["votable", "VOTable with s_region", true],
  ["geojson", "GeoJSON", false],
  ["kml", "KML", false],
  ["png", "Figure: PNG", false],
  ["svg", "SVG", false],
  ["pdf", "PDF", false],
]);
const FACTORS = ["1", "100", "1000", "10000"];

/**
 * Return the address of a file of the event.
 *
 * @param {string} name
 * @param {string} [factor] magnification
 */
function overlayAddress(name, factor = "1") {
  return fileAddress("event", eventId, { FORMAT: name, ...(factor === "1" ? {} : { FACTOR: factor }) });
}

/**
 * Return the known values of a limb, with their labels.
 *
 * @param {Row} limb
 * @returns {Record<string, string>}
 */
function limbFacts(limb) {
  const pair = (/** @type {string} */ first, /** @type {string} */ second, /** @type {string} */ unit, digits = 2) => [
    withError(limb[first], limb[first + "_err"], digits),
    withError(limb[second], limb[second + "_err"], digits, unit),
  ];
  return {
    [`Limb (${limb.component})`]: `${limb.constrained} fit, ${limb.n_chords} chords`,
    "Semi-axes": pair("semi_major", "semi_minor", "km", 1).join(" × "),
    "PA of the major axis": withError(limb.position_angle, limb.position_angle_err, 1, "°"),
    "Radius of equal area": withError(limb.equivalent_radius, limb.equivalent_radius_err, 1, "km"),
    "Centre: east, north": pair("center_f", "center_g", "km").join(", "),
    "Offset: RA, Dec": pair("ra_offset", "dec_offset", "mas").join(", "),
    "χ²": `${Number(limb.chi2).toFixed(2)} of ${limb.dof}`,
    "Model error": limb.model_err ? fixed(limb.model_err, 1, "km") : "",
  };
}

/** @param {Row[]} limbs */
function showLimbs(limbs) {
  find("limbs").replaceChildren(...limbs.map((limb) => factList(limbFacts(limb))));
}

/**
 * Return the distance of an end of a chord from the limb as text, in length and in time.
 *
 * @param {Row | undefined} residual
 * @param {Row} chord
 */
function residualWords(residual, chord) {
  if (residual === undefined) {
    return "";
  }
  const seconds = typeof chord.speed === "number" && chord.speed > 0 ? Number(residual.along) / chord.speed : null;
  const sign = Number(residual.along) >= 0 ? "+" : "";
  const time = seconds === null ? "" : ` (${sign}${seconds.toFixed(2)} s)`;
  return sign + Number(residual.along).toFixed(2) + " km" + time;
}

/**
 * @param {Row[]} chords
 * @param {Row[]} residuals
 * @param {Map<string, string>} names
 */
function showChords(chords, residuals, names) {
  const found = new Map(residuals.map((row) => [`${row.chord_id} ${row.contact}`, row]));
  const heads = ["Station", "Outcome", "Length", "Speed", "D from limb", "R from limb", "Time shift added"];
  const lines = chords.map((chord) => [
    names.get(String(chord.report_id)) ?? String(chord.report_id),
    make("span", { style: `color: ${outcomeColor(chord.outcome)}` }, String(chord.outcome)),
    chord.outcome === "negative" ? "" : withError(chord.length, chord.length_err, 2, "km"),
    fixed(chord.speed, 2, "km/s"),
    residualWords(found.get(`${chord.chord_id} D`), chord),
    residualWords(found.get(`${chord.chord_id} R`), chord),
    chord.time_shift ? fixed(chord.time_shift, 3, "s") : "",
  ]);
  find("chords").replaceChildren(makeFilledTable(heads, lines));
}

/** @param {Row[]} findings */
function showFindings(findings) {
  const items = findings.map((finding) => {
    const place = finding.report_id === null ? "" : String(finding.report_id) + ": ";
    const hint = finding.hint ? ` (${finding.hint})` : "";
    return make("li", {}, make("strong", {}, String(finding.severity)), ` ${place}${finding.message}${hint}`);
  });
  find("findings").replaceChildren(...items);
}

/** @param {boolean} hasChords */
function showFiles(hasChords) {
  const choice = make("select", { "aria-label": "Magnification of the overlays on the sky" });
  const label = (/** @type {string} */ factor) => (factor === "1" ? "true to scale" : `magnified × ${factor}`);
  choice.append(...FACTORS.map((factor) => make("option", { value: factor }, label(factor))));
  const offered = FILES.filter(([name]) => hasChords || name === "geojson" || name === "kml");
  const links = offered.map(([name, words, isScaled]) => {
    const file = link(overlayAddress(name), words);
    if (isScaled) {
      choice.addEventListener("change", () => file.setAttribute("href", overlayAddress(name, choice.value)));
    }
    return file;
  });
  const all = link(linksAddress("event", eventId), "All links");
  find("profile-links").replaceChildren(...(hasChords ? [choice] : []), ...links, all);
}

/** Show Aladin Lite with the overlay where the site has it. */
async function showSky() {
  const script = await fetch("/static/umbra/aladin.js", { method: "HEAD" });
  if (!script.ok) {
    find("sky-view").replaceChildren(
      quiet("Aladin Lite is not installed on this site; the VOTable above can be loaded in any Aladin."),
    );
    return;
  }
  const address = "/static/umbra/aladin.html?event=" + encodeURIComponent(eventId);
  const title = "Chords and limb on the sky, magnified 1000 times, in Aladin Lite";
  find("sky-view").replaceChildren(make("iframe", { src: address, title, loading: "lazy" }));
}

/**
 * Return stations and shadow of the event, if the site has them.
 *
 * @returns {Promise<{features: import("./station_map.js").Feature[]}>}
 */
async function askGround() {
  const answer = await fetch(overlayAddress("geojson"));
  return answer.ok ? answer.json() : { features: [] };
}

async function main() {
  const where = `WHERE event_id = ${literal(eventId)}`;
  const [chords, limbs, residuals, findings, reports, ground] = await Promise.all([
    rows(`SELECT * FROM occ.chord ${where} ORDER BY mid_g DESC`),
    rows(`SELECT * FROM occ.limb ${where} ORDER BY limb_id`),
    rows(`SELECT * FROM occ.limb_residual ${where}`),
    rows(`SELECT * FROM occ.reduction_finding ${where} ORDER BY finding_id`),
    rows(`SELECT report_id, observer, site FROM occ.report ${where} AND status = 'accepted'`),
    askGround(),
  ]);
  if (reports.length === 0 && ground.features.length === 0) {
    return;
  }
  const nameOf = (/** @type {Row} */ report) => String(report.observer ?? report.site ?? report.report_id);
  const names = new Map(reports.map((report) => [String(report.report_id), nameOf(report)]));
  find("profile-section").hidden = false;
  showFiles(chords.length > 0);
  showFindings(findings);
  find("shadow-note").hidden = ground.features.every((feature) => feature.geometry.type === "Point");
  await drawStationMap(find("station-map"), ground);
  if (chords.length === 0) {
    find("profile-note").textContent = "There is no chord yet: the remarks below say why.";
    find("sky-plane-card").hidden = true;
    return;
  }
  const ephemeris = chords[0].ephemeris;
  find("profile-note").textContent = `Relative to the body's place in the ephemeris ${ephemeris}; east is to the left.`;
  showLimbs(limbs);
  showChords(chords, residuals, names);
  await drawSkyPlane(find("sky-plane"), chords, limbs, names);
  await showSky();
}

main().catch((problem) => {
  find("profile-note").textContent = problem.message;
});
