// @ts-check
/**
 * Instants as text, and the time between them.
 *
 * An instant is a UTC MJD. Its fraction is that of its own day, which has 86401 s where it ends with a leap second
 * (SOFA, Tools for Time Scales, section 3.5.1).
 */

/** @typedef {import("./tap.js").Value} Value */

const DAY_S = 86400;
/** The MJD from which JavaScript counts, 1970 January 1. */
const MJD_UNIX = 40587;
/** Days [MJD] whose last minute has 61 s: IERS Bulletin C, from 1972 June 30 to 2016 December 31. */
const LEAP_DAYS = [
  41498, 41682, 42047, 42412, 42777, 43143, 43508, 43873, 44238, 44785, 45150, 45515, 46246, 47160, 47891, 48256, 48803,
  49168, 49533, 50082, 50629, 51178, 53735, 54831, 56108, 57203, 57753,
];

/** @param {number} day [MJD] */
function dayLength(day) {
  return DAY_S + (LEAP_DAYS.includes(day) ? 1 : 0);
}

/** @param {number} day [MJD] */
function dayText(day) {
  return new Date((day - MJD_UNIX) * DAY_S * 1000).toISOString().slice(0, 10);
}

/**
 * Return an instant as date and time of day, rounded; an empty text if it is missing.
 *
 * @param {Value} mjd
 * @param {number} decimals of the second
 */
export function instantText(mjd, decimals) {
  if (typeof mjd !== "number") {
    return "";
  }
  // A Date resolves milliseconds only; therefore the day and the second of the day are written separately.
  const scale = 10 ** decimals;
  const day = Math.floor(mjd);
  const ticks = Math.round((mjd - day) * dayLength(day) * scale);
  if (ticks >= dayLength(day) * scale) {
    return instantText(day + 1, decimals);
  }
  // The leap second is the 61st of the last minute.
  const minutes = Math.min(Math.floor(ticks / (60 * scale)), 24 * 60 - 1);
  const pad = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const second = ((ticks - minutes * 60 * scale) / scale).toFixed(decimals).padStart(decimals ? decimals + 3 : 2, "0");
  return `${dayText(day)} ${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}:${second}`;
}

/**
 * Return the time of day of an instant, rounded; an empty text if it is missing.
 *
 * @param {Value} mjd
 * @param {number} decimals of the second
 */
export function timeText(mjd, decimals) {
  return instantText(mjd, decimals).slice(11);
}

/**
 * Return an instant as date, hour and minute; an empty text if it is missing.
 *
 * @param {Value} mjd
 */
export function minuteText(mjd) {
  return instantText(mjd, 3).slice(0, 16);
}

/**
 * Return the seconds of TAI from one instant to another.
 *
 * @param {number} start UTC [MJD]
 * @param {number} end UTC [MJD]
 */
export function elapsed(start, end) {
  const [first, last] = [Math.floor(start), Math.floor(end)];
  const leaps = LEAP_DAYS.filter((day) => day < last).length - LEAP_DAYS.filter((day) => day < first).length;
  return (last - first) * DAY_S + leaps + ((end - last) * dayLength(last) - (start - first) * dayLength(first));
}
