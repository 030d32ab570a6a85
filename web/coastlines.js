// @ts-check
/** Coasts and borders of the world for maps: Natural Earth at 1:50 million, as TopoJSON from the site itself. */

const WORLD = "/static/umbra/world_50m.json";

/**
 * @typedef {{type: string, arcs?: any, geometries?: Geometry[]}} Geometry
 * @typedef {{
 *   arcs: [number, number][][],
 *   transform: {scale: [number, number], translate: [number, number]},
 *   objects: Record<string, Geometry>,
 * }} Topology
 * @typedef {{lon: number[], lat: number[]}} Bounds
 * @typedef {{x: (number | null)[], y: (number | null)[]}} Lines
 */

/**
 * Return the numbers of the arcs that an object is made of; ~n is arc n backwards (TopoJSON 1.0, 2.1.4).
 *
 * @param {Geometry} object
 */
function arcNumbers(object) {
  const numbers = (object.geometries ?? [object]).flatMap((geometry) => (geometry.arcs ?? []).flat(Infinity));
  return new Set(numbers.map((/** @type {number} */ number) => (number < 0 ? ~number : number)));
}

/**
 * Return the places along an arc [deg], which TopoJSON gives as steps in whole numbers.
 *
 * @param {Topology} world
 * @param {number} number
 */
function places(world, number) {
  const { scale, translate } = world.transform;
  let [x, y] = [0, 0];
  return world.arcs[number].map(([stepX, stepY]) => {
    [x, y] = [x + stepX, y + stepY];
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
}

/**
 * Return whether the bounds of a line overlap those of a field.
 *
 * @param {number[][]} line
 * @param {Bounds} field
 */
function isWithin(line, field) {
  return [field.lon, field.lat].every(([low, high], axis) => {
    const values = line.map((place) => place[axis]);
    return Math.max(...values) >= low && Math.min(...values) <= high;
  });
}

/**
 * Return coasts and borders in a field as plotly draws lines: null between one line and the next.
 *
 * @param {Bounds} field [deg]
 * @returns {Promise<{coasts: Lines, borders: Lines}>}
 * @throws {Error} if the site does not have them
 */
export async function coastlines(field) {
  const answer = await fetch(WORLD);
  if (!answer.ok) {
    throw new Error("The coastlines are not installed on this site.");
  }
  const world = /** @type {Topology} */ (await answer.json());
  const coasts = arcNumbers(world.objects.coastlines);
  const borders = [...arcNumbers(world.objects.countries)].filter((number) => !coasts.has(number));
  const drawn = (/** @type {Iterable<number>} */ numbers) => {
    const all = [...numbers].map((number) => places(world, number));
    // A field may reach over 180 degrees from either side.
    const turned = [-360, 0, 360].flatMap((turn) => all.map((line) => line.map(([lon, lat]) => [lon + turn, lat])));
    const lines = turned.filter((line) => isWithin(line, field));
    const along = (/** @type {number} */ axis) => lines.flatMap((line) => [...line.map((place) => place[axis]), null]);
    return { x: along(0), y: along(1) };
  };
  return { coasts: drawn(coasts), borders: drawn(borders) };
}
