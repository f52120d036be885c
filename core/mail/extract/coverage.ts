// The coverage ledger while it is written: one reading per part, paths unique, the unread ones with their reason.
import { createHash } from 'node:crypto';
import type { Part, PartRole, Reading, TextRegion, UnreadReason } from '../../model/part.ts';
import { unknown } from './type/media-types.ts';

/** A part that is about to be read. */
export interface Found {
  readonly path: string;
  readonly role: PartRole;
  readonly name: string | null;
  readonly declaredType: string | null;
  readonly facts: readonly string[];
}

export interface Coverage {
  readonly readings: readonly Reading[];
  /** Keeps the place of a part among the readings, before its children; the answer fills it in. */
  reserve(): (reading: Reading) => void;
  uniquePath(wanted: string): string;
}

export function startCoverage(): Coverage {
  const readings: Reading[] = [];
  const paths = new Map<string, number>();
  return {
    readings,
    reserve: () => {
      const index = readings.push(placeholder) - 1;
      return (reading) => {
        readings[index] = reading;
      };
    },
    uniquePath: (wanted) => {
      const count = (paths.get(wanted) ?? 0) + 1;
      paths.set(wanted, count);
      if (count === 1) return wanted;
      const path = `${wanted}:${count}`;
      paths.set(path, 1);
      return path;
    },
  };
}

const placeholder: Reading = {
  part: {
    path: '',
    role: 'entry',
    name: null,
    declaredType: null,
    type: unknown,
    bytes: 0,
    sha256: '',
    read: 'none',
    facts: [],
  },
  regions: [],
};

/** What is known of a part before its content is looked at. */
export function describe(found: Found, type: string, bytes: Uint8Array): Omit<Part, 'read' | 'why'> {
  return {
    path: found.path,
    role: found.role,
    name: found.name,
    declaredType: found.declaredType,
    type,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    facts: found.facts,
  };
}

/** A part whose bytes were not reached. */
export function unreadReading(found: Found, why: UnreadReason): Reading {
  const { path, role, name, declaredType, facts } = found;
  return {
    part: { path, role, name, declaredType, type: unknown, bytes: 0, sha256: '', read: 'none', why, facts },
    regions: fileNameRegion(found),
  };
}

export function fileNameRegion({ path, name }: Found): readonly TextRegion[] {
  return name === null || name === '' ? [] : [{ where: `${path}#file-name`, kind: 'file-name', text: name }];
}

const longestName = 255;

/** A name as it may stand in a path: `>` would read as another level, control characters as nothing at all. */
export function pathName(name: string): string {
  let clean = '';
  for (const character of name.slice(0, longestName))
    clean += character === '>' || character < ' ' || character === '\x7f' ? '_' : character;
  return clean === '' ? 'unnamed' : clean;
}
