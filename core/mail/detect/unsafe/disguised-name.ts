// File names that show a person one kind of file and the system another.
import type { Part } from '../../../model/part.ts';
import { extensionOf, trimEnd } from '../../extract/type/extension.ts';
import { natureOf } from './nature.ts';

export type Disguise =
  | 'direction-override'
  | 'double-extension'
  | 'padded-extension'
  | 'look-alike-extension'
  | 'cut-name'
  | 'content-differs';

interface Extensions {
  readonly documents: ReadonlySet<string>;
  readonly programs: ReadonlySet<string>;
}

/** Characters that turn the order of what follows (UAX #9): `annex‮fdp.exe` is shown as `annexexe.pdf`. */
const overrides = ['\u202a', '\u202b', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068'];
const padding = 8;
/** Letters of other scripts that look like the ones extensions are made of; what NFKC does not map (UTS #39). */
const lookAlikes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: 'a',
    с: 'c',
    ԁ: 'd',
    е: 'e',
    һ: 'h',
    і: 'i',
    ј: 'j',
    ӏ: 'l',
    о: 'o',
    р: 'p',
    ѕ: 's',
    х: 'x',
    у: 'y',
    к: 'k',
    м: 'm',
    т: 't',
    в: 'b',
    г: 'r',
    α: 'a',
    ο: 'o',
    ρ: 'p',
    ν: 'v',
    ι: 'i',
    ѵ: 'v',
    ѡ: 'w',
    ԛ: 'q',
    ԝ: 'w',
    ք: 'p',
    օ: 'o',
    ս: 'u',
    ո: 'n',
    հ: 'h',
    ı: 'i',
    ɡ: 'g',
    ꜱ: 's',
  }),
);
/** Drawn as nothing, or as a blank. */
const invisible = /[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u3164\ufeff\uffa0]/gu;

/** Null when the name is honest. */
export function disguiseOf(part: Part, extensions: Extensions): Disguise | null {
  const name = trimEnd(part.name?.slice(-1000) ?? '');
  if (name === '' || part.role === 'body') return null;
  const extension = extensionOf(name);
  const runs = extensions.programs.has(extension);
  const cut = name.indexOf('\0');
  if (cut >= 0 && extensions.programs.has(extensionOf(name.slice(0, cut)))) return 'cut-name';
  if (imitates(extension, extensions)) return 'look-alike-extension';
  if (overrides.some((override) => name.includes(override)) && (runs || isProgram(part.type)))
    return 'direction-override';
  // Compatibility forms make dots of what only looks like one.
  const stem = (extension === '' ? name : name.slice(0, name.lastIndexOf('.'))).normalize('NFKC');
  if (runs && stem.replace(invisible, ' ').trimEnd().length + padding <= stem.length) return 'padded-extension';
  if (runs && extensions.documents.has(extensionOf(stem.replace(invisible, ' ')))) return 'double-extension';
  return extensions.documents.has(extension) && isProgram(part.type) ? 'content-differs' : null;
}

/** An extension that people read as a known one and the system does not. */
function imitates(extension: string, { documents, programs }: Extensions): boolean {
  if (/^[\x20-\x7e]*$/.test(extension)) return false;
  let shown = '';
  for (const letter of extension.normalize('NFKC').replace(invisible, '')) shown += lookAlikes.get(letter) ?? letter;
  return shown !== extension && (documents.has(shown) || programs.has(shown));
}

function isProgram(type: string): boolean {
  const nature = natureOf(type);
  return nature === 'executable' || nature === 'shortcut' || nature === 'disk-image' || type === 'application/x-msi';
}
