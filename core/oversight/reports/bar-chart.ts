// Bars drawn on the server as SVG (WCAG 2.1: 1.1.1 a name and a description, 1.4.1 nothing told by colour alone): without
// style or script, so that any content security policy takes it.
export interface Bar {
  readonly label: string;
  /** Null where the figure is left out: the bar stays away, and the text says so. */
  readonly count: number | null;
  readonly text: string;
}

/** User units; the drawing grows with its frame. */
const size = { width: 640, row: 30, bar: 18, label: 250, text: 90, letters: 33 } as const;

/** The table beside it is its text alternative; `title` and `about` name it for who does not see it. */
export function barChart(title: string, about: string, bars: readonly Bar[]): string {
  const height = bars.length * size.row + 8;
  const longest = Math.max(1, ...bars.map(({ count }) => count ?? 0));
  const room = size.width - size.label - size.text;
  const rows = bars.map(({ label, count, text }, i) => {
    const y = i * size.row + 6;
    const length = Math.round(((count ?? 0) / longest) * room);
    const base = y + size.bar - 4;
    return (
      `<text x="0" y="${base}" font-size="14" fill="currentColor">${escaped(shortened(label, size.letters))}</text>` +
      `<rect x="${size.label}" y="${y}" width="${length}" height="${size.bar}" fill="#1d70b8"/>` +
      `<text x="${size.label + length + 6}" y="${base}" font-size="14" fill="currentColor">${escaped(text)}</text>`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${size.width} ${height}" width="100%" ` +
    `font-family="sans-serif"><title>${escaped(title)}</title><desc>${escaped(describe(about, bars))}</desc>` +
    `${rows.join('')}</svg>`
  );
}

function describe(about: string, bars: readonly Bar[]): string {
  return `${about} ${bars.map(({ label, text }) => `${label}: ${text}`).join('; ')}.`;
}

/** At most so many letters, the last a sign that there were more. */
export function shortened(label: string, most: number): string {
  const letters = [...label];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : label;
}

/** For text and attributes of HTML and SVG alike. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
