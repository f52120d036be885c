// A drawing of how time grows, both axes logarithmic: a straight line at 45° is linear. Readable on light and dark pages.
import type { Point, Series } from './growth.ts';

const [width, height] = [720, 440];
const [left, top, bottom, right] = [64, 20, 40, 216];
/** In the order of the series, for light and for dark pages; each at 4.5:1 and more on its ground. */
const colours = [
  ['#1d70b8', '#6cb4ee'],
  ['#b58105', '#ffd166'],
  ['#00703c', '#5fd38d'],
  ['#912b88', '#e08bd8'],
  ['#d4351c', '#ff8d7a'],
  ['#505a5f', '#b8c1c6'],
] as const;

/** Milliseconds; less is drawn as this. */
const least = 0.001;

/** An SVG with a text alternative. Each series runs over the whole width, from its first value to its last. */
export function growthPlot(all: readonly Series[]): string {
  const times = all.flatMap(({ points }) => points.map(({ ms }) => Math.log10(Math.max(ms, least))));
  const [low, high] = [Math.floor(Math.min(...times)), Math.ceil(Math.max(...times))];
  const y = (ms: number) =>
    height - bottom - ((Math.log10(Math.max(ms, least)) - low) / (high - low)) * (height - top - bottom);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12">`,
    '<title>Processor time as the work grows</title>',
    `<desc>${all.map(described).join('; ')}</desc>`,
    `<style>${style()}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...Array.from({ length: high - low + 1 }, (_, i) => gridLine(y(10 ** (low + i)), 10 ** (low + i))),
    ...all.map((series, i) => drawn(series, i, y)),
    '</svg>',
    '',
  ].join('\n');
}

function style(): string {
  const rules = (dark: 0 | 1, ground: string, text: string, grid: string) =>
    `.ground{fill:${ground}}text{fill:${text}}.grid{stroke:${grid}}` +
    colours.map((pair, i) => `.line${i}{stroke:${pair[dark]}}`).join('');
  return `path,polyline{fill:none;stroke-width:2}${rules(0, '#fff', '#0b0c0c', '#d2d5d6')}@media(prefers-color-scheme:dark){${rules(1, '#0d1117', '#e6edf3', '#3d444d')}}`;
}

function described({ name, unit, points }: Series): string {
  const [first, last] = [points[0], points.at(-1)];
  return `${name}: ${label(first?.ms ?? 0)} at ${first?.at} ${unit}, ${label(last?.ms ?? 0)} at ${last?.at}`;
}

function label(ms: number): string {
  if (ms >= 1_000) return `${Number((ms / 1_000).toPrecision(3))} s`;
  return ms >= 1 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms * 1_000).toPrecision(3))} µs`;
}

function gridLine(y: number, ms: number): string {
  return `<line class="grid" x1="${left}" x2="${width - right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/><text x="8" y="${(y + 4).toFixed(1)}">${label(ms)}</text>`;
}

function drawn({ name, unit, points }: Series, number: number, y: (ms: number) => number): string {
  const at = (point: Point | undefined) => Math.log10(Math.max(point?.at ?? 1, 1));
  const span = at(points.at(-1)) - at(points[0]) || 1;
  const x = (point: Point) => left + ((at(point) - at(points[0])) / span) * (width - left - right);
  const path = points.map((point) => `${x(point).toFixed(1)},${y(point.ms).toFixed(1)}`).join(' ');
  const [legend, row] = [width - right + 16, top + 8 + 40 * number];
  const colour = `class="line${number % colours.length}"`;
  return (
    `<polyline ${colour} points="${path}"/><path ${colour} d="M${legend} ${row}h24"/>` +
    `<text x="${legend + 32}" y="${row + 4}">${name}</text>` +
    `<text x="${legend + 32}" y="${row + 20}">${points[0]?.at} to ${points.at(-1)?.at} ${unit}</text>`
  );
}
