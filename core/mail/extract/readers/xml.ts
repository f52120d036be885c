// Reads XML files: their text, and what Word and Excel 2003 or flat packages hold, since Office opens those as documents.
import type { Budget } from '../limits.ts';
import type { Reader } from '../reader.ts';
import { type Gathering, gathered } from './gathering.ts';
import { fieldWatcher } from './ooxml/field-codes.ts';
import { attribute, attributesOf, decodeXml, scanXml, type XmlTag } from './xml-scan.ts';

/** Elements after which a reader sees a new line or cell, in the vocabularies of Office and of common data. */
const lineEnds = new Set(['p', 'tr', 'row', 'Row', 'br', 'title', 'item', 'record']);
const cellEnds = new Set(['tc', 'Cell', 'Data', 'cell']);
const textOnly = new Set(['t', 'delText']);

export const readXml: Reader = (item, budget) =>
  gathered(budget, (found) => readXmlSource(decodeXml(item.bytes), found, budget));

function readXmlSource(source: string, found: Gathering, budget: Budget): undefined {
  const word = /schemas\.(microsoft|openxmlformats)\.(com|org)\/office\/(word|2006\/xmlPackage)|wordprocessingml/.test(
    source.slice(0, 20_000),
  );
  const sink = found.open('body', '');
  const fields = fieldWatcher(found);
  let inText = 0;
  let inInstruction = false;
  let binary: string[] | null = null;
  let binaryName = '';
  scanXml(
    source,
    {
      open: (tag) => {
        if (textOnly.has(tag.name)) inText++;
        else if (tag.name === 'instrText') inInstruction = true;
        else if (tag.name === 'fldChar') fields.mark(attribute(tag, 'fldCharType') ?? '');
        else if (tag.name === 'fldSimple') fields.simple(attribute(tag, 'instr') ?? '');
        else if (tag.name === 'part') binaryName = attribute(tag, 'name') ?? '';
        else if (tag.name === 'binData' || tag.name === 'binaryData') {
          binary = [];
          binaryName = attribute(tag, 'name') ?? binaryName;
        }
        noteTag(tag, found);
      },
      close: (name) => {
        if (textOnly.has(name)) inText = Math.max(0, inText - 1);
        else if (name === 'instrText') inInstruction = false;
        else if (lineEnds.has(name)) sink.breakLine();
        else if (cellEnds.has(name)) sink.write('\t');
        else if ((name === 'binData' || name === 'binaryData') && binary !== null) {
          addBinary(binaryName, binary.join(''), found);
          binary = null;
        } else if (!word) sink.breakLine();
      },
      text: (value) => {
        if (binary !== null) binary.push(value);
        else if (inInstruction) fields.instruction(value);
        else if (inText > 0) sink.write(value);
        else if (value.trim() !== '') sink.write(word ? `${value.trim()}\n` : value.trim());
      },
    },
    budget,
  );
}

function noteTag(tag: XmlTag, found: Gathering): void {
  if (tag.name === 'Cell' || tag.name === 'c') {
    const formula = attributesOf(tag).get('Formula') ?? '';
    if (/^[=+\-@\s]{0,10}[A-Za-z][\w.]{0,60}\|/.test(formula.slice(0, 200))) found.fact('dde');
  } else if (tag.name === 'attachedTemplate' || tag.name === 'Relationship') {
    const values = attributesOf(tag);
    const template = tag.name === 'attachedTemplate' || /\/attachedTemplate$/.test(values.get('Type') ?? '');
    const target = values.get('val') ?? values.get('Target') ?? '';
    if (template && /^\s*(https?|ftp|\\\\)/i.test(target.slice(0, 40))) found.fact('external-template');
  } else if (tag.name === 'docSuppData' || (tag.name === 'wordDocument' && attribute(tag, 'macrosPresent') === 'yes')) {
    found.fact('vba-macros');
  } else if (tag.name === 'ocx') found.fact('activex');
}

/** Pictures, objects and macro projects, in base64. */
function addBinary(name: string, encoded: string, found: Gathering): void {
  const file = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1) || 'object.bin';
  if (/vbaProject/i.test(name)) found.fact('vba-macros');
  found.child(file, 'embedded', Buffer.from(encoded, 'base64'));
}
