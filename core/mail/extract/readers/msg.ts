// Reads Outlook messages ([MS-OXMSG]): subject, addresses, headers, body, attachments, messages within.
import { type CompoundEntry, findEntry, openCompoundFile } from '../cfb/compound-file.ts';
import { writeCompoundFile } from '../cfb/write-compound-file.ts';
import { decompressRtf } from '../containers/compressed-rtf.ts';
import { type Budget, LimitReached } from '../limits.ts';
import type { Reader } from '../reader.ts';
import { type Gathering, gathered } from './gathering.ts';
import { decodeHtml, readHtmlSource } from './html.ts';
import { type MessageProperties, messageProperties } from './msg/message-properties.ts';
import { readRtfSource } from './rtf.ts';

/** Property ids ([MS-OXPROPS]) of strings worth a text of their own. */
const fields: readonly (readonly [number, string])[] = [
  [0x0c1a, 'From'],
  [0x0c1f, 'From'],
  [0x5d01, 'From'],
  [0x0e04, 'To'],
  [0x0e03, 'Cc'],
  [0x0e02, 'Bcc'],
];
const subjectId = 0x0037;
const headersId = 0x007d;
const bodyId = 0x1000;
const rtfId = 0x1009;
const htmlId = 0x1013;
const attachedData = 0x3701;

export const readMsg: Reader = (item, budget) =>
  gathered(budget, (found) => readMessage(openCompoundFile(item.bytes, budget), found, budget));

function readMessage(root: CompoundEntry, found: Gathering, budget: Budget): undefined {
  if (findEntry(root, '__properties_version1.0') === null) throw new Error('no outlook message in the compound file');
  const properties = messageProperties(root);
  found.add('subject', 'subject', properties.text(subjectId) ?? '');
  readAddresses(root, properties, found);
  found.add('header-field', 'header', properties.text(headersId) ?? '', 'transport headers');
  for (const [name, value] of properties.named()) found.add('property', `property:${name.slice(0, 200)}`, value, name);
  readBody(properties, found, budget);
  noteReminder(root, found);
  for (const storage of root.children) if (/^__attach_version1\.0_/i.test(storage.name)) readAttachment(storage, found);
}

/** A reminder or another setting of an item that is a file on a share: Outlook opens it, with the reader's password. */
function noteReminder(root: CompoundEntry, found: Gathering): void {
  for (const entry of root.children) {
    if (entry.type !== 'stream' || entry.size > 2048 || !/^__substg1\.0_[89a-f][0-9a-f]{3}001[ef]$/i.test(entry.name))
      continue;
    const value = Buffer.from(entry.bytes());
    const text = /f$/i.test(entry.name) ? value.toString('utf16le') : value.toString('latin1');
    if (text.startsWith('\\\\') && /\.[a-z0-9]{2,4}\0?$/i.test(text)) found.fact('card-remote-file');
  }
}

function readAddresses(root: CompoundEntry, properties: MessageProperties, found: Gathering): void {
  for (const [id, name] of fields) found.add('header-field', `header:${name}`, properties.text(id) ?? '', name);
  const recipients: string[] = [];
  for (const storage of root.children) {
    if (!/^__recip_version1\.0_/i.test(storage.name)) continue;
    const recipient = messageProperties(storage);
    recipients.push(
      [recipient.text(0x3001), recipient.text(0x39fe) ?? recipient.text(0x3003)].filter(Boolean).join(' '),
    );
  }
  found.add('header-field', 'recipients', recipients.join('\n'), 'To');
}

/** Every body that is there is read: programs differ in which one they show. */
function readBody(properties: MessageProperties, found: Gathering, budget: Budget): void {
  const plain = properties.text(bodyId);
  if (plain !== null) found.add('body', '', plain.replaceAll('\r\n', '\n'));
  const html = properties.bytes(htmlId);
  if (html !== null) readHtmlSource(decodeHtml(html), found, budget);
  const rtf = properties.bytes(rtfId);
  if (rtf === null) return;
  try {
    const source = decompressRtf(rtf, budget);
    if (source === null) found.partial('corrupt');
    else readRtfSource(source, found, budget);
  } catch (error) {
    if (error instanceof LimitReached) throw error;
    found.partial('corrupt');
  }
}

function readAttachment(storage: CompoundEntry, found: Gathering): void {
  const properties = messageProperties(storage);
  const name = properties.text(0x3707) ?? properties.text(0x3704) ?? properties.text(0x3001) ?? 'unnamed.bin';
  const data = storage.children.find((entry) => /^__substg1\.0_3701/i.test(entry.name));
  if (data === undefined) return;
  if (data.type === 'stream')
    found.child(name, 'attachment', () => properties.bytes(attachedData) ?? new Uint8Array(0));
  else if (findEntry(data, '__properties_version1.0') !== null) {
    found.child(/\.msg$/i.test(name) ? name : `${name}.msg`, 'message', () => writeCompoundFile(data));
  } else found.child(name, 'attachment', () => writeCompoundFile(data));
}
