// Reads `SEC=PROTECTED, CAVEAT=…, EXPIRES=…` as the Australian e-mail protective marking standard writes it in subject and header.
import { foldText } from './fold-text.ts';
import { type Lexicon, lettersOf, type Sense } from './lexicon.ts';

export interface KeyValueMarking {
  readonly sense: Sense;
  readonly caveats: readonly string[];
  readonly access: readonly string[];
  /** Date or event as written. */
  readonly expires: string | null;
  /** Level it falls to then, canonical. */
  readonly downTo: string | null;
}

const longestMarking = 2000;

/** Null when there is no SEC field or its value is no level. NOTE and ORIGIN are content and not kept. */
export function readKeyValues(text: string, lexicon: Lexicon): KeyValueMarking | null {
  if (lexicon.keyValues === null || text.length > longestMarking) return null;
  const fields = fieldsOf(foldText(text).text);
  const security = fields.find((field) => field.key === 'SEC');
  const sense = security === undefined ? null : levelOf(security.value, lexicon);
  if (sense === null) return null;
  const values = (key: string): string[] => fields.filter((field) => field.key === key).map((field) => field.value);
  const downTo = values('DOWNTO')[0];
  return {
    sense,
    caveats: values('CAVEAT'),
    access: values('ACCESS'),
    expires: values('EXPIRES')[0] ?? null,
    downTo: downTo === undefined ? null : (levelOf(downTo, lexicon)?.level ?? null),
  };
}

function levelOf(written: string, lexicon: Lexicon): Sense | null {
  const senses = lexicon.levels.get(lettersOf(written.slice(0, 60))) ?? [];
  return senses.find((sense) => sense.scheme === lexicon.keyValues) ?? null;
}

/** Fields end at a comma or semicolon; a backslash takes the next character as it is. */
function fieldsOf(text: string): { readonly key: string; readonly value: string }[] {
  const fields: { key: string; value: string }[] = [];
  let key: string | null = null;
  let piece = '';
  const close = (): void => {
    if (key !== null) fields.push({ key: key.trim().toUpperCase(), value: piece.trim() });
    key = null;
    piece = '';
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if (character === '\\' && i + 1 < text.length) {
      piece += text[++i];
    } else if (character === '=' && key === null) {
      key = piece;
      piece = '';
    } else if (character === ',' || character === ';') {
      close();
    } else {
      piece += character;
    }
  }
  close();
  return fields;
}
