// Exports the items of an approved access for a request of law: originals, what is known of each, who touched it and when,
// and a signature over all of it.
import { createHash } from 'node:crypto';
import type { SignatureAlgorithm } from '../../model/audit-chain.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { HeldItem } from '../../model/ledger.ts';
import { type Notary, Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { type Done, perform } from '../act.ts';
import { accessWithCase } from '../cases/decide-access.ts';
import { type ReadingRoom, readItem } from '../cases/read-item.ts';
import type { Viewer } from '../viewing/view-item.ts';
import { csvText } from './csv-text.ts';
import { custodyOf, custodyTable } from './custody.ts';
import { type RedactedSpan, redactedCopy } from './redact.ts';
import { type ZipEntry, zipFile } from './zip-file.ts';

export interface Exporting extends ReadingRoom {
  readonly notary: Notary;
  readonly viewer: Viewer;
}

export interface ExportOptions {
  /** Also what each message says as texts, for marking what is to be redacted. */
  readonly texts: boolean;
  readonly redactions: readonly { readonly item: string; readonly spans: readonly RedactedSpan[] }[];
}

interface ExportedItem {
  readonly item: HeldItem;
  /** Name within the export, without ending. */
  readonly name: string;
  readonly files: readonly ZipEntry[];
  readonly spans: readonly RedactedSpan[];
}

/** Bytes; more is exported by several accesses. */
const mostBytes = 2 ** 30;

/** A ZIP file. Every item is on record as read before it is in it. Rejects with Refused, and then nothing is exported. */
export async function exportItems(
  room: Exporting,
  actor: Actor,
  accessId: string,
  options: ExportOptions,
): Promise<Uint8Array> {
  const { access, found, resource } = await accessWithCase(room, accessId);
  const detail = { case: found.id, purpose: found.value.purpose, items: access.value.items.length };
  const act = { action: 'export-items', resource, subject: accessId, detail } as const;
  return perform(room, actor, act, async (now): Promise<Done<Uint8Array>> => {
    const { items } = access.value;
    for (const { item } of options.redactions)
      if (!items.includes(item)) throw new Refused('a redaction names an item that this access does not cover');
    const exported: ExportedItem[] = [];
    let bytes = 0;
    for (const [place, id] of items.entries()) {
      const spans = options.redactions.filter(({ item }) => item === id).flatMap((one) => one.spans);
      const one = await exportedItem(room, actor, { access: accessId, id, place, spans, texts: options.texts });
      bytes += one.files.reduce((sum, file) => sum + file.bytes.length, 0);
      if (bytes > mostBytes) throw new Refused('these items are too large for one export; ask for fewer at a time');
      exported.push(one);
    }
    const tables = await tablesOf(room, { access: accessId, case: found.id }, exported);
    const files = [...exported.flatMap((one) => one.files), ...tables];
    const facts = { case: found.id, access: accessId, purpose: found.value.purpose, by: actor.person, at: now };
    const signed = await signedFiles(facts, files, room.notary);
    const value = zipFile([...files, ...signed.files]);
    const redacted = exported.filter(({ spans }) => spans.length > 0);
    const logged = redacted.map(({ item, spans }) => redactedEvent(item.id, accessId, spans.length, actor, now));
    return {
      changes: logged,
      value,
      detail: { files: files.length, manifest: signed.hash, redacted: redacted.length },
    };
  });
}

async function exportedItem(
  room: Exporting,
  actor: Actor,
  given: {
    readonly access: string;
    readonly id: string;
    readonly place: number;
    readonly spans: readonly RedactedSpan[];
    readonly texts: boolean;
  },
): Promise<ExportedItem> {
  const { access, id, place, spans, texts } = given;
  const raw = await readItem(room, actor, { access, item: id, way: 'export' });
  const item = await room.ledger.heldItem(id);
  if (item === null) throw new Refused('an item is gone');
  const name = `${String(place + 1).padStart(3, '0')}-${id.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64)}`;
  const files: ZipEntry[] = [{ name: `mail/${name}.eml`, bytes: raw }];
  if (texts || spans.length > 0) {
    const view = await room.viewer.view(raw);
    if (view === null) throw new Refused('a message cannot be read safely: it has no texts and no redacted copy');
    if (texts)
      files.push(textFile(`texts/${name}.json`, JSON.stringify({ texts: view.texts, cut: view.cut }, null, 1)));
    if (spans.length > 0) files.push(textFile(`redacted/${name}.txt`, redactedCopy(view, spans)));
  }
  return { item, name, files, spans };
}

async function tablesOf(
  { ledger }: Exporting,
  about: { readonly access: string; readonly case: string },
  exported: readonly ExportedItem[],
): Promise<readonly ZipEntry[]> {
  const index = exported.map(({ item, name, files }) => [
    name,
    item.id,
    item.attempt,
    new Date(item.retainedAt).toISOString(),
    item.direction,
    item.class,
    item.envelope.mailFrom,
    item.recipients.map(({ address }) => address).join(' '),
    files[0] === undefined ? '' : sha256(files[0].bytes),
  ]);
  const header = ['file', 'item', 'attempt', 'retained', 'direction', 'class', 'sender', 'recipients', 'sha256'];
  const spans = exported.flatMap(({ name, spans: own }) =>
    own.map(({ text, offset, length, why }) => [name, text, offset ?? null, length ?? null, why]),
  );
  const custody = await custodyOf(
    ledger,
    about,
    exported.map(({ item }) => item),
  );
  return [
    textFile('index.csv', csvText(header, index)),
    textFile('custody.csv', custodyTable(custody)),
    ...(spans.length === 0
      ? []
      : [textFile('redactions.csv', csvText(['file', 'text', 'offset', 'length', 'why'], spans))]),
  ];
}

/** The manifest names every file with its hash; its signature vouches for them all. */
async function signedFiles(
  facts: Readonly<Record<string, string | number>>,
  files: readonly ZipEntry[],
  notary: Notary,
): Promise<{ readonly files: readonly ZipEntry[]; readonly hash: string }> {
  const listed = files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: sha256(bytes) }));
  const manifest = Buffer.from(canonicalJson({ format: 'postern export 1', ...facts, files: listed }));
  const signature = await notary.attest('export', manifest);
  return {
    hash: sha256(manifest),
    files: [
      { name: 'manifest.json', bytes: manifest },
      textFile('signature.txt', `${signature}\n`),
      textFile('public-key.pem', notary.notaryKey),
      textFile('README.txt', howToVerify(notary.algorithm)),
    ],
  };
}

const algorithmInWords: Readonly<Record<SignatureAlgorithm, string>> = {
  Ed25519: 'an Ed25519 signature (RFC 8032)',
  ECDSA_SHA_256: 'an ECDSA signature on the curve P-256 with SHA-256 (FIPS 186-5), in DER',
};

function howToVerify(algorithm: SignatureAlgorithm): string {
  return `manifest.json names every file with its size and SHA-256. signature.txt is ${algorithmInWords[algorithm]}, in base64, over
the words "postern export 1", a zero byte, and the bytes of manifest.json. Compare public-key.pem with the key that the
organisation publishes, by another way than this file. custody.csv lists who did what to each item and when; each line bears
the hash of its event in the audit trail.
`;
}

function redactedEvent(subject: string, access: string, spans: number, actor: Actor, at: number) {
  const detail = { access, spans, client: actor.client };
  return { type: 'audit', event: { at, actor: actor.person, action: 'item-redacted', subject, detail } } as const;
}

function textFile(name: string, text: string): ZipEntry {
  return { name, bytes: Buffer.from(text) };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
