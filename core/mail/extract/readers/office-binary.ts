// Reads the compound files of Office 97 to 2003 (doc, xls, ppt), and says when one is encrypted.
import { type CompoundEntry, findEntry, openCompoundFile } from '../cfb/compound-file.ts';
import type { Budget } from '../limits.ts';
import type { Reader } from '../reader.ts';
import { type Gathering, gathered } from './gathering.ts';
import { drawingRecords, isEncryptedWorkbook, noteWorkbookFacts } from './office/biff-records.ts';
import { readBiffWorkbook } from './office/biff-workbook.ts';
import { readDrawnDiagrams } from './office/drawn-diagrams.ts';
import { readDrawnPictures } from './office/drawn-pictures.ts';
import { isObjectStorage, noteObjectClass, readObjectStorage } from './office/ole-object.ts';
import { isPackedObject, readPackedObject } from './office/packed-object.ts';
import { readPowerPoint } from './office/powerpoint.ts';
import { readPropertySets } from './office/property-set.ts';
import { readVbaStorage } from './office/vba-project.ts';
import { readWord } from './office/word.ts';

export const readOfficeBinary: Reader = (item, budget) =>
  gathered(budget, (found) => {
    const root = openCompoundFile(item.bytes, budget);
    // [MS-OFFCRYPTO] 2.3.4: a whole OOXML package, encrypted, in one stream.
    if (findEntry(root, 'EncryptedPackage') !== null) return 'encrypted';
    readPropertySets(root, found);
    const extras = readEmbedded(root, found, budget);
    const known = readKnownStreams(root, found, budget);
    if (known === 'encrypted') return 'encrypted';
    readDrawings(root, found, budget);
    return known === 'none' && !extras ? 'unsupported' : undefined;
  });

function readKnownStreams(root: CompoundEntry, found: Gathering, budget: Budget): 'read' | 'encrypted' | 'none' {
  let known: 'read' | 'none' = 'none';
  const word = findEntry(root, 'WordDocument');
  if (word !== null) {
    if (!readWord(root, word.bytes(), found, budget)) return 'encrypted';
    known = 'read';
  }
  const workbook = findEntry(root, 'Workbook') ?? findEntry(root, 'Book');
  if (workbook !== null) {
    const records = workbook.bytes();
    if (isEncryptedWorkbook(records, budget)) return 'encrypted';
    noteWorkbookFacts(records, found, budget);
    readBiffWorkbook(records, found, budget);
    known = 'read';
  }
  const slides = findEntry(root, 'PowerPoint Document');
  if (slides !== null) {
    if (!readPowerPoint(root, slides.bytes(), found, budget)) return 'encrypted';
    known = 'read';
  }
  return known;
}

/** Word keeps drawings in three streams, Excel among its records, which are cut up, PowerPoint its pictures apart. */
function readDrawings(root: CompoundEntry, found: Gathering, budget: Budget): void {
  const word = findEntry(root, 'WordDocument') === null ? [] : ['WordDocument', 'Data', '0Table', '1Table'];
  for (const name of [...word, 'Pictures', 'PowerPoint Document']) {
    const stream = findEntry(root, name)?.bytes();
    if (stream === undefined) continue;
    if (name !== 'PowerPoint Document') readDrawnPictures(stream, found, budget);
    readDrawnDiagrams(stream, found, budget);
  }
  const workbook = findEntry(root, 'Workbook');
  if (workbook === null) return;
  const drawings = drawingRecords(workbook.bytes(), budget);
  readDrawnPictures(drawings, found, budget);
  readDrawnDiagrams(drawings, found, budget);
}

/** Storages of macros and embedded objects, wherever they hang. True when there was something to hand on. */
function readEmbedded(root: CompoundEntry, found: Gathering, budget: Budget): boolean {
  let any = false;
  if (isObjectStorage(root)) {
    readObjectStorage(root, found);
    any = true;
  }
  const toVisit: CompoundEntry[] = [root];
  for (let storage = toVisit.pop(); storage !== undefined; storage = toVisit.pop()) {
    budget.checkTime();
    if (readVbaStorage(storage, found, budget)) any = true;
    noteObjectClass(storage, found);
    for (const child of storage.children) {
      if (child.type === 'stream') {
        if (!isPackedObject(storage, child)) continue;
        readPackedObject(child, found, budget);
        any = true;
        continue;
      }
      if (isObjectStorage(child) || isPooled(storage, child)) {
        readObjectStorage(child, found);
        any = true;
      } else toVisit.push(child);
    }
  }
  return any;
}

/** Word keeps objects in ObjectPool as `_1234`, Excel in the root as `MBD0012ABCD` or `LNK…`. */
function isPooled(parent: CompoundEntry, storage: CompoundEntry): boolean {
  return parent.name.toLowerCase() === 'objectpool' || /^(MBD|LNK)[0-9A-F]{1,8}$/i.test(storage.name.slice(0, 31));
}
