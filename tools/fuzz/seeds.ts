// What the fuzzer begins with: the mails of some folders, and the files that lie there or hang on those mails, by their kind.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { Budget, defaultLimits } from '../../core/mail/extract/limits.ts';
import type { ZipEntry as EntryRead } from '../../core/mail/extract/zip/zip-directory.ts';
import { openZip } from '../../core/mail/extract/zip/zip-directory.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import type { ZipEntry } from '../../tests/corpus/make/zip.ts';

export interface SeedFile {
  /** Letters, digits, dots, dashes and blanks alone: it becomes the name of an attachment. */
  readonly name: string;
  readonly content: Buffer;
}

export interface Seeds {
  readonly mails: readonly Buffer[];
  /** By ending, so that each kind gets its turn however many there are of another. */
  readonly files: readonly (readonly SeedFile[])[];
  /** ZIP archives, office documents among them. */
  readonly archives: readonly SeedFile[];
}

/** Bytes of an input; larger ones only make the run slower. */
export const largestInput = 256 * 1024;

export async function seedsOf(folders: readonly string[]): Promise<Seeds> {
  const found = folders.flatMap(filesOf);
  const mails = found.filter(({ name, content }) => looksLikeMail(name, content)).map(({ content }) => content);
  const files = found.filter(({ content }) => !mails.includes(content));
  for (const mail of mails) files.push(...(await attachedTo(mail)));
  const kinds = Map.groupBy(files, ({ name }) => extname(name).toLowerCase());
  return { mails, files: [...kinds.values()], archives: files.filter(({ content }) => isZip(content)) };
}

function filesOf(folder: string): readonly SeedFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: nameFor(basename(path)), content: readFileSync(path) }))
    .filter(({ content }) => content.length > 0 && content.length <= largestInput);
}

/** By its name, or by a header field that every mail of a collection has (RFC 5322 section 3.6). */
function looksLikeMail(name: string, content: Buffer): boolean {
  return (
    name.endsWith('.eml') || /^(?:From |Return-Path:|Received:|Delivered-To:|X-[\w-]{1,40}:)/.test(headOf(content))
  );
}

function headOf(content: Buffer): string {
  return content.toString('latin1', 0, 80);
}

async function attachedTo(mail: Buffer): Promise<readonly SeedFile[]> {
  const { leaves } = await parse(mail);
  return leaves.flatMap(({ name, content }) =>
    name === null || content.length === 0 || content.length > largestInput
      ? []
      : [{ name: nameFor(name), content: Buffer.from(content) }],
  );
}

function nameFor(name: string): string {
  return name.slice(-60).replace(/[^\w .-]/g, '_');
}

function isZip(content: Buffer): boolean {
  return content.toString('latin1', 0, 4) === 'PK\x03\x04' && entriesOf(content).length > 0;
}

/** Those that can be unpacked; none of what is no archive. */
export function entriesOf(archive: Buffer): readonly ZipEntry[] {
  const budget = new Budget(defaultLimits, () => performance.now());
  try {
    return openZip(archive, budget).entries.flatMap(readable);
  } catch {
    return [];
  }
}

function readable(entry: EntryRead): readonly ZipEntry[] {
  try {
    return entry.directory ? [] : [{ name: entry.name, content: Buffer.from(entry.bytes()) }];
  } catch {
    return [];
  }
}
