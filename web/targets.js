// @ts-check
/** The lists of targets, observatories and latest points. */

import { targetPage } from "./addresses.js";
import { find, link, showTrouble } from "./dom.js";
import { minuteText } from "./instant.js";
import { fixed, withError } from "./numbers.js";
import { showTable } from "./table.js";
import { rows } from "./tap.js";

const MOST_ROWS = 2000;

async function showTargets() {
  const every = find("all", HTMLInputElement).checked;
  const query =
    "SELECT TOP " + MOST_ROWS + " target_id, name, ra, dec, n_points FROM phot.target " +
    (every ? "" : "WHERE n_points > 0 ") + "ORDER BY n_points DESC, target_id";
  const found = await rows(query, MOST_ROWS);
  const cells = found.map((row) => [
    link(targetPage(String(row.target_id)), String(row.target_id)),
    row.name,
    fixed(row.ra, 5),
    fixed(row.dec, 5),
    Number(row.n_points),
  ]);
  showTable("targets", ["Target", "Name", "RA [deg]", "Dec [deg]", "Points"], cells, "No target yet: umbra target add.");
}

async function showObservatories() {
  const query = "SELECT observatory_id, name, lon, lat, alt, n_points FROM phot.observatory ORDER BY n_points DESC";
  const found = await rows(query, MOST_ROWS);
  const cells = found.map((row) => [
    row.observatory_id,
    row.name,
    fixed(row.lon, 4),
    fixed(row.lat, 4),
    fixed(row.alt, 0),
    Number(row.n_points),
  ]);
  const heads = ["Observatory", "Name", "Longitude [deg]", "Latitude [deg]", "Altitude [m]", "Points"];
  showTable("observatories", heads, cells, "No observatory yet: umbra observatory add.");
}

async function showLatest() {
  const query =
    "SELECT TOP 30 mjd, target_id, survey, band, mag, mag_err, is_limit, limiting_mag, observatory_id " +
    "FROM phot.measurement ORDER BY mjd DESC";
  const cells = (await rows(query, 30)).map((row) => [
    minuteText(row.mjd),
    link(targetPage(String(row.target_id)), String(row.target_id)),
    row.survey + "/" + row.band,
    row.is_limit ? "> " + fixed(row.limiting_mag, 2) : withError(row.mag, row.mag_err, 3),
    row.observatory_id,
  ]);
  showTable("latest", ["UTC", "Target", "Band", "Magnitude", "Observatory"], cells, "No point yet: umbra calibrate.");
}

find("all").addEventListener("change", () => showTargets().catch(showTrouble));
Promise.all([showTargets(), showObservatories(), showLatest()]).catch(showTrouble);
