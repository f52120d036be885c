// TNEF, the winmail.dat of Outlook ([MS-OXTNEF]): message class, bodies and attachments.
import type { Budget } from '../limits.ts';
import { LimitReached } from '../limits.ts';
import type { Child, Reader, ReadText } from '../reader.ts';
import { decompressRtf } from './compressed-rtf.ts';
import { type MapiProperty, mapiText, readMapiProperties } from './mapi-properties.ts';

const attribute = {
  messageClass: 0x00078008,
  subject: 0x00018004,
  body: 0x0002800c,
  messageProperties: 0x00069003,
  attachTitle: 0x00018010,
  attachData: 0x0006800f,
  attachRendering: 0x00069002,
  attachment: 0x00069005,
} as const;

const property = {
  subject: 0x0037,
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  attachData: 0x3701,
  displayName: 0x3001,
  fileName: 0x3704,
  longFileName: 0x3707,
} as const;

interface Attachment {
  name: string;
  data: Uint8Array | null;
}

interface Gathered {
  readonly texts: ReadText[];
  readonly bodies: Child[];
  readonly attachments: Attachment[];
  broken: boolean;
}

export const readTnef: Reader = (item, budget) => {
  const bytes = Buffer.from(item.bytes.buffer, item.bytes.byteOffset, item.bytes.byteLength);
  const gathered: Gathered = { texts: [], bodies: [], attachments: [], broken: false };
  for (const { id, data } of attributesOf(bytes, gathered, budget)) takeAttribute(id, data, gathered, budget);
  const children = [...gathered.bodies, ...gathered.attachments.map(childOf)];
  return {
    texts: gathered.texts,
    facts: [],
    children,
    read: gathered.broken ? 'partial' : 'full',
    ...(gathered.broken ? { why: 'corrupt' as const } : {}),
  };
};

function childOf({ name, data }: Attachment): Child {
  return { name, role: 'entry', bytes: data ?? new Uint8Array(0) };
}

/** Level (1), id (4), length (4), data, checksum (2), one after another. */
function* attributesOf(bytes: Buffer, gathered: Gathered, budget: Budget): Generator<{ id: number; data: Buffer }> {
  let count = 0;
  for (let at = 6; at + 9 <= bytes.length; ) {
    budget.checkTime();
    if (++count > 50_000) throw new LimitReached('too-many-parts');
    const level = bytes[at];
    if (level !== 1 && level !== 2) {
      gathered.broken = true;
      return;
    }
    const length = bytes.readUInt32LE(at + 5);
    const data = bytes.subarray(at + 9, at + 9 + length);
    if (data.length < length) gathered.broken = true;
    yield { id: bytes.readUInt32LE(at + 1), data };
    at += 9 + length + 2;
  }
}

function takeAttribute(id: number, data: Buffer, gathered: Gathered, budget: Budget): void {
  const current = gathered.attachments.at(-1);
  if (id === attribute.attachRendering) {
    gathered.attachments.push({ name: `attachment-${gathered.attachments.length + 1}`, data: null });
  } else if (id === attribute.attachTitle && current !== undefined) {
    current.name = untilZero(data) || current.name;
  } else if (id === attribute.attachData && current !== undefined) {
    budget.spendBytes(data.length);
    current.data = data;
  } else if (id === attribute.attachment && current !== undefined) {
    takeAttachmentProperties(data, current, budget);
  } else if (id === attribute.messageProperties) {
    takeMessageProperties(data, gathered, budget);
  } else if (id === attribute.subject) {
    gathered.texts.push({ kind: 'subject', region: 'subject', text: untilZero(data) });
  } else if (id === attribute.body) {
    gathered.texts.push({ kind: 'body', region: '', text: untilZero(data) });
  } else if (id === attribute.messageClass) {
    gathered.texts.push({ kind: 'property', region: 'message-class', label: 'message class', text: untilZero(data) });
  }
}

function takeAttachmentProperties(data: Buffer, current: Attachment, budget: Budget): void {
  for (const found of readMapiProperties(data, budget)) {
    if (found.id === property.longFileName) current.name = mapiText(found) || current.name;
    else if (found.id === property.displayName && current.name.startsWith('attachment-'))
      current.name = mapiText(found) || current.name;
    else if (found.id === property.attachData && current.data === null) {
      // An object begins with the id of its interface; behind it is a message as TNEF or a compound file.
      current.data = found.type === 0x000d ? found.data.subarray(16) : found.data;
      budget.spendBytes(current.data.length);
    }
  }
}

function takeMessageProperties(data: Buffer, gathered: Gathered, budget: Budget): void {
  for (const found of readMapiProperties(data, budget)) takeMessageProperty(found, gathered, budget);
}

function takeMessageProperty(found: MapiProperty, gathered: Gathered, budget: Budget): void {
  if (found.id === property.subject) {
    gathered.texts.push({ kind: 'subject', region: 'mapi-subject', text: mapiText(found) });
  } else if (found.id === property.body) {
    gathered.texts.push({ kind: 'body', region: 'mapi-body', text: mapiText(found) });
  } else if (found.id === property.html) {
    budget.spendBytes(found.data.length);
    gathered.bodies.push({ name: 'body.html', role: 'embedded', declaredType: 'text/html', bytes: found.data });
  } else if (found.id === property.rtf) {
    const rtf = decompressRtf(found.data, budget);
    if (rtf === null) gathered.broken = true;
    else gathered.bodies.push({ name: 'body.rtf', role: 'embedded', declaredType: 'application/rtf', bytes: rtf });
  }
}

function untilZero(data: Buffer): string {
  const end = data.indexOf(0);
  return data.toString('latin1', 0, end < 0 ? data.length : end);
}
