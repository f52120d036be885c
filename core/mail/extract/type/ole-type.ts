// What a compound file is, told by the streams in it.
import { openCompoundFile } from '../cfb/compound-file.ts';
import type { Budget } from '../limits.ts';
import * as types from './media-types.ts';

/** Lower-case names of entries in the root storage. An encrypted package comes first: it may hold decoys of the others. */
const streams: readonly (readonly [string, string])[] = [
  ['encryptedpackage', types.encryptedOoxml],
  ['\u0006dataspaces', types.encryptedOoxml],
  ['__properties_version1.0', types.msg],
  ['worddocument', types.doc],
  ['workbook', types.xls],
  ['book', types.xls],
  ['powerpoint document', types.ppt],
  ['pp40', types.ppt],
  ['visiodocument', 'application/vnd.visio'],
  ['quill', 'application/x-mspublisher'],
  ['bodytext', 'application/x-hwp'],
];

/** Class id of an installer package as stored ([MS-CFB] keeps its first three fields little-endian). */
const installerClass = /^8[246]100c0000000000c000000000000046$/;

/** A compound file whose directory cannot be read stays `application/x-ole-storage`. */
export function oleType(bytes: Uint8Array, budget: Budget): string {
  try {
    const root = openCompoundFile(bytes, budget);
    if (installerClass.test(root.classId)) return types.msi;
    const names = new Set(root.children.map((child) => child.name.toLowerCase()));
    return streams.find(([name]) => names.has(name))?.[1] ?? types.ole;
  } catch {
    return types.ole;
  }
}
