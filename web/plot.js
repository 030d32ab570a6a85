// @ts-check
/** Plots in the style of the page, and the colours of `palette.css`. */

/**
 * Return a colour of the page's style.
 *
 * @param {string} name
 */
export function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * Return the colour of an outcome, as in the overlays.
 *
 * @param {unknown} outcome
 */
export function outcomeColor(outcome) {
  return color("--outcome-" + outcome) || color("--quiet");
}

/**
 * Return an axis in the style of the page.
 *
 * @param {string} title
 * @param {object} [more] what differs from the style
 */
export function axis(title, more = {}) {
  const shade = color("--quiet");
  return { title: { text: title }, gridcolor: color("--line"), zerolinecolor: shade, linecolor: shade, ...more };
}

/**
 * Return the axes of a map or a plane, with the same scale, so that shapes are not distorted.
 *
 * @param {{title: string, range: number[]}} x
 * @param {{title: string, range: number[]}} y
 * @param {object} [more] what differs from the style, in both
 * @param {number} [ratio] length of a unit of y, that of x being 1
 */
export function planeAxes(x, y, more = {}, ratio = 1) {
  return {
    height: 480,
    margin: { l: 60, r: 12, t: 12, b: 50 },
    xaxis: axis(x.title, { range: x.range, ...more }),
    yaxis: axis(y.title, { range: y.range, scaleanchor: "x", scaleratio: ratio, ...more }),
  };
}

/**
 * Draw with plotly in the style of the page.
 *
 * @param {HTMLElement} place
 * @param {object[]} traces
 * @param {object} layout what differs from the style
 * @throws {Error} if the library is not there
 */
export async function plot(place, traces, layout) {
  // Plotly is loaded by a script element of its own.
  const plotly = /** @type {any} */ (window).Plotly;
  if (!plotly) {
    throw new Error("The plotting library could not be loaded.");
  }
  const styled = {
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    font: { color: color("--ink") },
    showlegend: false,
    hovermode: "closest",
    modebar: { bgcolor: "transparent", color: color("--quiet"), activecolor: color("--link") },
    ...layout,
  };
  place.replaceChildren();
  await plotly.newPlot(place, traces, styled, { responsive: true, displaylogo: false });
}
