// Which documents the register holds: one fixed row each for examining processes, one line each for people.
//
// A row: id (8 bytes) · label (u32, index into the manifest's labels; none: removed) · passages, phrases (u32) ·
// sampling (u32) · sketch (8 × u32) · free (8 bytes).
import { closeSync, openSync, readSync } from 'node:fs';
import type { DocumentLabel, DocumentPrints, RegisteredDocument } from '../../../core/model/register.ts';

export const catalogueRow = 64;
export const removed = 0xffffffff;
const sketchAt = 24;
const sketchSize = 8;

/** What the folder holds in force; everything it does not name is left over from an interruption. */
export interface Manifest {
  readonly version: 1;
  /** Grows with every change, so that whoever reads knows to read again. */
  readonly generation: number;
  /** Numbers given so far, removed ones too. */
  readonly documents: number;
  readonly labels: readonly DocumentLabel[];
  /** File names of the catalogue, and of the tables from the oldest to the newest. */
  readonly catalogue: string | null;
  readonly names: string | null;
  readonly passages: readonly string[];
  readonly phrases: readonly string[];
}

export const emptyManifest: Manifest = {
  version: 1,
  generation: 0,
  documents: 0,
  labels: [],
  catalogue: null,
  names: null,
  passages: [],
  phrases: [],
};

export function encodeRow({ id, passages, phrases, sampling, sketch }: DocumentPrints, label: number): Buffer {
  const row = Buffer.alloc(catalogueRow);
  row.write(id, 0, 8, 'hex');
  row.writeUInt32BE(label, 8);
  row.writeUInt32BE(passages.length, 12);
  row.writeUInt32BE(phrases.length, 16);
  row.writeUInt32BE(sampling, 20);
  for (let i = 0; i < sketchSize; i++) row.writeUInt32BE(sketch[i] ?? 0, sketchAt + 4 * i);
  return row;
}

/** Null for a removed document. */
export function decodeRow(row: Buffer, labels: readonly DocumentLabel[]): RegisteredDocument | null {
  const label = row.readUInt32BE(8);
  if (label === removed) return null;
  return {
    ...(labels[label] ?? { scheme: null, level: null, owner: null }),
    id: row.toString('hex', 0, 8),
    passages: row.readUInt32BE(12),
    phrases: row.readUInt32BE(16),
    sampling: row.readUInt32BE(20),
    sketch: Array.from({ length: sketchSize }, (_, i) => row.readUInt32BE(sketchAt + 4 * i)),
  };
}

export interface Catalogue {
  document(number: number): RegisteredDocument | null;
  close(): void;
}

/** Reads one row at a time. */
export function openCatalogue(file: string, { documents, labels }: Manifest): Catalogue {
  const descriptor = openSync(file, 'r');
  const row = Buffer.alloc(catalogueRow);
  return {
    document(number) {
      if (number >= documents) return null;
      const read = readSync(descriptor, row, 0, catalogueRow, number * catalogueRow);
      return read < catalogueRow ? null : decodeRow(row, labels);
    },
    close: () => closeSync(descriptor),
  };
}
