// A drawing of how time grows, both axes logarithmic: a straight line at 45° is linear.
import type { Series } from './growth.ts';

const width = 640;
const height = 360;
const edge = 48;
const colours = ['#1d70b8', '#d4351c', '#00703c', '#912b88'];

/** An SVG with a text alternative. Each series runs over the whole width, from its first value to its last. */
export function growthPlot(all: readonly Series[]): string {
  const times = all.flatMap(({ points }) => points.map(({ ms }) => Math.log10(Math.max(ms, 0.1))));
  const [low, high] = [Math.floor(Math.min(...times)), Math.ceil(Math.max(...times))];
  const y = (ms: number) =>
    height - edge - ((Math.log10(Math.max(ms, 0.1)) - low) / (high - low)) * (height - 2 * edge);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12">`,
    '<title>Processor time of one mail as it grows</title>',
    `<desc>${all.map(described).join('; ')}</desc>`,
    ...Array.from({ length: high - low + 1 }, (_, i) => gridLine(y(10 ** (low + i)), `${10 ** (low + i)} ms`)),
    ...all.map((series, i) => drawn(series, colours[i % colours.length] ?? '', y, 20 + 16 * i)),
    '</svg>',
    '',
  ].join('\n');
}

function described({ name, unit, points }: Series): string {
  const [first, last] = [points[0], points.at(-1)];
  return `${name}: ${first?.ms.toFixed(1)} ms at ${first?.at} ${unit}, ${last?.ms.toFixed(1)} ms at ${last?.at}`;
}

function gridLine(y: number, label: string): string {
  return `<line x1="${edge}" x2="${width - edge}" y1="${y}" y2="${y}" stroke="#b1b4b6"/><text x="4" y="${y + 4}">${label}</text>`;
}

function drawn({ name, unit, points }: Series, colour: string, y: (ms: number) => number, legend: number): string {
  const span = Math.log10((points.at(-1)?.at ?? 10) / (points[0]?.at ?? 1)) || 1;
  const x = (at: number) => edge + (Math.log10(at / (points[0]?.at ?? 1)) / span) * (width - 2 * edge);
  const path = points.map(({ at, ms }) => `${x(at).toFixed(1)},${y(ms).toFixed(1)}`).join(' ');
  const range = `${points[0]?.at} to ${points.at(-1)?.at} ${unit}`;
  return (
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>` +
    `<text x="${edge + 8}" y="${legend}" fill="${colour}">${name}: ${range}</text>`
  );
}
