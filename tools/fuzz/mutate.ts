// Small damage of the kinds that break readers: bits, lengths, repetitions, cuts, and pieces of another input.
import type { Random } from '../../tests/harness/random.ts';

/** Numbers that lengths and offsets go wrong at, little- and big-endian. */
const edges = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff];
/** What means something to readers of mail and of documents, and to programs that look names up. */
const words = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '--',
  '=',
  '==',
  '%',
  '<',
  '>',
  '"',
  '\\',
  ';',
  '(',
  '&#',
  'PK\x03\x04',
  '%PDF-',
  '{\\rtf',
  'constructor',
  '__proto__',
];

type Change = (bytes: Buffer, other: Buffer, chance: Random) => Buffer;

const changes: readonly [Change, ...Change[]] = [
  flipBit,
  setNumber,
  cutPiece,
  repeatPiece,
  insertWord,
  shorten,
  (bytes, other, chance) => splice(bytes, piece(other, chance), chance.below(bytes.length + 1)),
];

/** One to eight changes; at most `most` bytes. `other` is where foreign pieces come from. */
export function mutated(bytes: Buffer, other: Buffer, chance: Random, most: number): Buffer {
  let changed = Buffer.from(bytes);
  for (let left = 1 + chance.below(8); left > 0; left--)
    changed = Buffer.from(chance.pick(changes)(changed, other, chance));
  return changed.subarray(0, most);
}

function flipBit(bytes: Buffer, _other: Buffer, chance: Random): Buffer {
  if (bytes.length === 0) return bytes;
  const at = chance.below(bytes.length);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << chance.below(8)), at);
  return bytes;
}

function setNumber(bytes: Buffer, _other: Buffer, chance: Random): Buffer {
  if (bytes.length < 4) return bytes;
  const at = chance.below(bytes.length - 3);
  const number = edges[chance.below(edges.length)] ?? 0;
  if (chance.chance(0.5)) bytes.writeUInt32LE(number, at);
  else bytes.writeUInt32BE(number, at);
  return bytes;
}

function cutPiece(bytes: Buffer, _other: Buffer, chance: Random): Buffer {
  const from = chance.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + chance.below(64))]);
}

function repeatPiece(bytes: Buffer, _other: Buffer, chance: Random): Buffer {
  const repeated = piece(bytes, chance);
  const times = Array.from({ length: 1 + chance.below(50) }, () => repeated);
  return splice(bytes, Buffer.concat(times), chance.below(bytes.length + 1));
}

function insertWord(bytes: Buffer, _other: Buffer, chance: Random): Buffer {
  const word = Buffer.from(words[chance.below(words.length)] ?? '', 'latin1');
  return splice(bytes, word, chance.below(bytes.length + 1));
}

function shorten(bytes: Buffer, _other: Buffer, chance: Random): Buffer {
  return bytes.subarray(0, chance.below(bytes.length + 1));
}

function piece(bytes: Buffer, chance: Random): Buffer {
  const from = chance.below(bytes.length + 1);
  return bytes.subarray(from, from + chance.below(512));
}

function splice(bytes: Buffer, inserted: Buffer, at: number): Buffer {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
}
