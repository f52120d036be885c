// File names that show a person one kind of file and the system another.
import type { Part } from '../../../model/part.ts';
import { extensionOf, trimEnd } from '../../extract/type/extension.ts';
import { natureOf } from './nature.ts';

export type Disguise = 'direction-override' | 'double-extension' | 'padded-extension' | 'content-differs';

interface Extensions {
  readonly documents: ReadonlySet<string>;
  readonly programs: ReadonlySet<string>;
}

/** Characters that turn the order of what follows (UAX #9): `annex‮fdp.exe` is shown as `annexexe.pdf`. */
const overrides = ['\u202a', '\u202b', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068'];
const padding = 8;

/** Null when the name is honest. */
export function disguiseOf(part: Part, extensions: Extensions): Disguise | null {
  const name = trimEnd(part.name?.slice(-1000) ?? '');
  if (name === '' || part.role === 'body') return null;
  const extension = extensionOf(name);
  const runs = extensions.programs.has(extension);
  if (overrides.some((override) => name.includes(override)) && (runs || isProgram(part.type)))
    return 'direction-override';
  const stem = extension === '' ? name : name.slice(0, name.lastIndexOf('.'));
  if (runs && stem.trimEnd().length + padding <= stem.length) return 'padded-extension';
  if (runs && extensions.documents.has(extensionOf(stem))) return 'double-extension';
  return extensions.documents.has(extension) && isProgram(part.type) ? 'content-differs' : null;
}

function isProgram(type: string): boolean {
  const nature = natureOf(type);
  return nature === 'executable' || nature === 'shortcut' || nature === 'disk-image' || type === 'application/x-msi';
}
