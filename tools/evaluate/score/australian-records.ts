// Reads what the Australian library's tests recorded: a marking's own words, and what its parser made of an input.

export interface AustralianMark {
  /** Canonical name; null where there is none, `any` where only its presence is known. */
  readonly level: string | null;
  readonly caveats: readonly string[];
  readonly expires: string | null;
}

const levels: readonly (readonly [folded: string, name: string])[] = [
  ['TOPSECRET', 'TOP SECRET'],
  ['SECRET', 'SECRET'],
  ['PROTECTED', 'PROTECTED'],
  ['OFFICIALSENSITIVE', 'OFFICIAL:Sensitive'],
  ['OFFICIAL', 'OFFICIAL'],
  ['UNOFFICIAL', 'UNOFFICIAL'],
];

export function levelNamed(word: string): string | null {
  const folded = word.toUpperCase().replace(/[^A-Z]/g, '');
  return levels.find(([name]) => name === folded)?.[1] ?? null;
}

/** Of `SEC=SECRET, CAVEAT=SH:CABINET, …` or `SECRET//CABINET`. */
export function markIn(text: string): AustralianMark {
  const pairs = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((piece) => piece.trim().split('='));
  const fieldNamed = (key: string) => pairs.find(([name]) => name === key)?.[1] ?? null;
  const security = fieldNamed('SEC');
  if (security === null) {
    const [level = '', ...caveats] = text.split('//');
    return { level: levelNamed(level), caveats, expires: null };
  }
  const caveats = pairs
    .filter(([name]) => name === 'CAVEAT')
    .map(([, value = '']) => value.slice(value.indexOf(':') + 1));
  return { level: levelNamed(security), caveats, expires: fieldNamed('EXPIRES') };
}

/** Inputs of the recorded parser test with the level it read; null where it refused the input. */
export function parsedMarks(record: string): readonly { readonly input: string; readonly mark: AustralianMark }[] {
  const marks: { input: string; mark: AustralianMark }[] = [];
  let open: string | null = null;
  for (const line of record.split(/\r?\n/)) {
    const simple = line.match(/^ {2}(\S.{0,300}): (\w+),?$/);
    if (simple?.[1] !== undefined) marks.push({ input: simple[1], mark: bare(levelNamed(simple[2] ?? '')) });
    const opening = line.match(/^ {2}(\S.{0,300}): \{$/);
    if (opening?.[1] !== undefined) open = opening[1];
    const inner = line.match(/^ {4}(Classification|Type): (\w+),?$/);
    if (inner === null || open === null) continue;
    const level = inner[1] === 'Type' ? null : levelNamed(inner[2] ?? '');
    marks.push({ input: open, mark: level === null ? bare(null) : { ...markIn(open), level } });
    open = null;
  }
  return marks;
}

function bare(level: string | null): AustralianMark {
  return { level, caveats: [], expires: null };
}
