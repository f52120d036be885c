// Source code of VBA modules out of a VBA project storage ([MS-OVBA]).
import { type CompoundEntry, findEntry, isCompoundFile, openCompoundFile } from '../../cfb/compound-file.ts';
import { type Budget, LimitReached } from '../../limits.ts';
import { codePageLabel, decodeAs, viewBytes } from '../byte-view.ts';
import type { Gathering } from '../gathering.ts';
import { isEmptyModule, isSourceMissing, noteMacro } from './macro-facts.ts';

const maxModuleBytes = 16 * 2 ** 20;

/** Reads a vbaProject.bin; modules appear as texts of kind code. A damaged project leaves the part read in part. */
export function readVbaProject(bytes: Uint8Array, found: Gathering, budget: Budget): void {
  if (!isCompoundFile(bytes)) {
    found.fact('vba-macros');
    found.partial('corrupt');
    return;
  }
  if (!readVbaStorage(openCompoundFile(bytes, budget), found, budget)) found.fact('vba-macros');
}

/** `project` is the storage that holds the storage `VBA`. Returns false when there is none. */
export function readVbaStorage(project: CompoundEntry, found: Gathering, budget: Budget): boolean {
  const vba = findEntry(project, 'VBA');
  const directory = vba === null ? null : findEntry(vba, 'dir');
  if (vba === null || directory === null) return false;
  let empty = true;
  try {
    const { codePage, modules } = readModules(decompress(directory.bytes(), 0, budget));
    const sources: string[] = [];
    for (const { name, stream, offset } of modules) {
      const entry = findEntry(vba, stream);
      if (entry === null) continue;
      const source = decodeAs(codePageLabel(codePage), decompress(entry.bytes(), offset, budget));
      found.add('code', `vba:${name}`, source, name);
      if (isSourceMissing(source, offset)) found.fact('vba-source-missing');
      empty &&= isEmptyModule(source, offset);
      sources.push(source);
    }
    noteMacro(sources.join('\n'), found);
    found.fact(empty && sources.length > 0 ? 'vba-empty' : 'vba-macros');
  } catch (error) {
    found.fact('vba-macros');
    if (error instanceof LimitReached) throw error;
    found.partial('corrupt');
  }
  return true;
}

interface Module {
  readonly name: string;
  readonly stream: string;
  /** Where the compressed source begins in the stream. */
  readonly offset: number;
}

/** The dir stream (2.3.4.2) is a row of records: id, size, data. */
function readModules(directory: Uint8Array): { codePage: number; modules: Module[] } {
  const view = viewBytes(directory);
  const modules: Module[] = [];
  let codePage = 1252;
  let name = '';
  let stream = '';
  let at = 0;
  while (at + 6 <= view.length) {
    const id = view.u16(at);
    const size = view.u32(at + 2);
    const data = at + 6;
    if (id === 0x03) codePage = view.u16(data);
    else if (id === 0x19) name = decodeAs(codePageLabel(codePage), view.slice(data, data + size));
    else if (id === 0x1a) stream = decodeAs(codePageLabel(codePage), view.slice(data, data + size));
    else if (id === 0x32) stream = view.utf16(data, data + size);
    else if (id === 0x31) modules.push({ name: name || stream, stream: stream || name, offset: view.u32(data) });
    // PROJECTVERSION (2.3.4.2.1.11) states a size of 4 but is followed by 6 bytes.
    at = data + (id === 0x09 ? 6 : size);
  }
  return { codePage, modules };
}

/** Decompresses a CompressedContainer (2.4.1) that begins at `from`. */
export function decompress(bytes: Uint8Array, from: number, budget: Budget): Uint8Array {
  if (bytes[from] !== 1) throw new Error('no compressed container in vba stream');
  const view = viewBytes(bytes);
  const chunks: Uint8Array[] = [];
  let total = 0;
  let at = from + 1;
  while (at + 2 <= bytes.length && total < maxModuleBytes) {
    const header = view.u16(at);
    const end = Math.min(bytes.length, at + (header & 0xfff) + 3);
    const chunk = (header & 0x8000) === 0 ? bytes.subarray(at + 2, at + 2 + 4096) : decompressChunk(bytes, at + 2, end);
    budget.spendBytes(chunk.length);
    total += chunk.length;
    chunks.push(chunk);
    at = (header & 0x8000) === 0 ? at + 2 + 4096 : end;
  }
  return Buffer.concat(chunks);
}

function decompressChunk(bytes: Uint8Array, from: number, end: number): Uint8Array {
  const out = new Uint8Array(4096);
  let length = 0;
  let at = from;
  while (at < end && length < 4096) {
    const flags = bytes[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < end && length < 4096; bit++) {
      if (((flags >> bit) & 1) === 0) {
        out[length++] = bytes[at++] ?? 0;
        continue;
      }
      const token = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
      at += 2;
      // How many bits are offset and how many length depends on what was written so far (2.4.1.3.19.1).
      let offsetBits = 4;
      while (1 << offsetBits < length) offsetBits++;
      const copied = (token & (0xffff >> offsetBits)) + 3;
      const distance = (token >> (16 - offsetBits)) + 1;
      for (let i = 0; i < copied && length < 4096; i++, length++) out[length] = out[length - distance] ?? 0;
    }
  }
  return out.subarray(0, length);
}
