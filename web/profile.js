// @ts-check
/** The part of an event's page that shows the body: sky plane, map, limb, chords with residuals, files to take. */

import { factList, find, make, outcomeColor, rows, table, withError } from "./dom.js";
import { drawSkyPlane } from "./sky_plane.js";
import { drawStationMap } from "./station_map.js";

/** @typedef {import("./dom.js").Row} Row */

const eventId = decodeURIComponent(location.pathname.split("/").pop() || "");
const quoted = "'" + eventId.replaceAll("'", "''") + "'";

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
function fileAddress(name, factor = "1") {
  const base = "/occ/chord/dl/dlget?ID=" + encodeURIComponent(eventId) + "&FORMAT=" + name;
  return factor === "1" ? base : base + "&FACTOR=" + factor;
}

/**
 * Return what is known of a limb, by the words for it.
 *
 * @param {Row} limb
 * @returns {Record<string, string>}
 */
function limbFacts(limb) {
  const axes = withError(limb.semi_major, limb.semi_major_err, 1) + " × " + withError(limb.semi_minor, limb.semi_minor_err, 1, "km");
  const center = withError(limb.center_f, limb.center_f_err, 2) + ", " + withError(limb.center_g, limb.center_g_err, 2, "km");
  const offset = withError(limb.ra_offset, limb.ra_offset_err, 2) + ", " + withError(limb.dec_offset, limb.dec_offset_err, 2, "mas");
  return {
    [`Limb (${limb.component})`]: `${limb.constrained} fit, ${limb.n_chords} chords`,
    "Semi-axes": axes,
    "PA of the major axis": withError(limb.position_angle, limb.position_angle_err, 1, "°"),
    "Radius of equal area": withError(limb.equivalent_radius, limb.equivalent_radius_err, 1, "km"),
    "Centre: east, north": center,
    "Offset: RA, Dec": offset,
    "χ²": `${Number(limb.chi2).toFixed(2)} of ${limb.dof}`,
    "Model error": limb.model_err ? Number(limb.model_err).toFixed(1) + " km" : "",
  };
}

/** @param {Row[]} limbs */
function showLimbs(limbs) {
  find("limbs").replaceChildren(...limbs.map((limb) => factList(limbFacts(limb))));
}

/**
 * Say how far an end of a chord lies from the limb, in length and in time.
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
  return sign + Number(residual.along).toFixed(2) + " km" + (seconds === null ? "" : ` (${sign}${seconds.toFixed(2)} s)`);
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
    withError(chord.speed, null, 2, "km/s"),
    residualWords(found.get(`${chord.chord_id} D`), chord),
    residualWords(found.get(`${chord.chord_id} R`), chord),
    chord.time_shift ? Number(chord.time_shift).toFixed(3) + " s" : "",
  ]);
  find("chords").replaceChildren(table(heads, lines));
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
  const choice = /** @type {HTMLSelectElement} */ (make("select", { "aria-label": "Magnification of the overlays on the sky" }));
  choice.append(...FACTORS.map((factor) => make("option", { value: factor }, factor === "1" ? "true to scale" : `magnified × ${factor}`)));
  const links = FILES.filter(([name]) => hasChords || name === "geojson" || name === "kml").map(([name, words, isScaled]) => {
    const link = /** @type {HTMLAnchorElement} */ (make("a", { href: fileAddress(name) }, words));
    if (isScaled) {
      choice.addEventListener("change", () => link.setAttribute("href", fileAddress(name, choice.value)));
    }
    return link;
  });
  const all = make("a", { href: "/occ/chord/dl/dlmeta?ID=" + encodeURIComponent(eventId) }, "All links");
  find("profile-links").replaceChildren(...(hasChords ? [choice] : []), ...links, all);
}

/** Show Aladin Lite with the overlay where the site has it. */
async function showSky() {
  const script = await fetch("/static/umbra/aladin.js", { method: "HEAD" });
  if (!script.ok) {
    find("sky-view").replaceChildren(
      make("p", { class: "quiet" }, "Aladin Lite is not installed on this site; the VOTable above can be loaded in any Aladin."),
    );
    return;
  }
  const address = "/static/umbra/aladin.html?event=" + encodeURIComponent(eventId);
  find("sky-view").replaceChildren(
    make("iframe", { src: address, title: "Chords and limb on the sky, magnified 1000 times, in Aladin Lite", loading: "lazy" }),
  );
}

/**
 * Return stations and shadow of the event; nothing where the site knows none.
 *
 * @returns {Promise<{features: import("./station_map.js").Feature[]}>}
 */
async function askGround() {
  const answer = await fetch(fileAddress("geojson"));
  return answer.ok ? answer.json() : { features: [] };
}

async function main() {
  const where = `WHERE event_id = ${quoted}`;
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
  const names = new Map(reports.map((row) => [String(row.report_id), String(row.observer ?? row.site ?? row.report_id)]));
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
  find("profile-note").textContent = `Relative to the body's place in the ephemeris ${chords[0].ephemeris}; east is to the left.`;
  showLimbs(limbs);
  showChords(chords, residuals, names);
  await drawSkyPlane(find("sky-plane"), chords, limbs, names);
  await showSky();
}

main().catch((problem) => {
  find("profile-note").textContent = problem.message;
});
