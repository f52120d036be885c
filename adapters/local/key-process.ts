// The process that holds the master key: it opens sealed content only on a decider's own proof, or under a grant
// that an approver signed; it verifies both itself. It reads and writes nothing but its key store, and ends with the gateway that started it.
import { createPublicKey, sign } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attestedBytes } from '../../core/model/audit-chain.ts';
import type { CandidateWindow } from '../../core/model/candidate.ts';
import type { FoundKey } from '../../core/model/examination.ts';
import { refusalOfGrant } from './approver-proof.ts';
import { openCandidates, windowAt } from './candidates.ts';
import { type ContentReader, contentReader } from './content-reader.ts';
import { dayLength, type KeyAnswer, type KeyRequest, type Opened, type RawKey, utcDay } from './key-protocol.ts';
import { type KeyStore, openKeyStore } from './key-store.ts';
import { refusalOf } from './opening-proof.ts';
import { registersFolder } from './registers/open-registers.ts';
import { unseal, wrappingName } from './sealing.ts';

/** Raw copies live 24 h: only two days' keys can still be needed, and destroying the others destroys what outlived it. */
async function destroyOldKeys(store: KeyStore): Promise<void> {
  const now = Date.now();
  await store.keepDayKeys([utcDay(now), utcDay(now - dayLength)]);
  await store.destroyOldWindows(now);
}

/** What a request gives, perhaps later while others are answered, or why it is refused. */
type Answered = { readonly value: unknown } | { readonly refusal: string };

const onlyReleased = 'this item can be released or disposed of, but never read';
const nothing: Answered = { value: null };
const notSealedSo: Answered = { refusal: 'the content was not sealed for this item, or was changed since' };

/** The key store, in the data folder. */
const folder = process.argv[2] ?? '';
/** Named here and not by the gateway: whoever chose the program that is handed content could have all of it. */
const desk = fileURLToPath(new URL('../../gateway/workers/rescan-desk.ts', import.meta.url));
const registers = join(dirname(folder), registersFolder);
/** Reads content again; null until the gateway said by which policy. */
let reader: ContentReader | null = null;

async function told({ number }: KeyRequest, answered: Answered): Promise<KeyAnswer> {
  return 'refusal' in answered
    ? { number, ok: false, refused: true, message: answered.refusal }
    : { number, ok: true, value: await answered.value };
}

/** Facts alone leave this process and its reader; the content does not (DESIGN 5a). */
async function rescanned(store: KeyStore, request: KeyRequest & { readonly type: 'rescan' }): Promise<Answered> {
  const { item, sealed, context, candidates, proof } = request;
  const keys = await openCandidates(candidates, (window) => store.windowKey(window, Date.now()));
  const refusal = proof === null ? noCandidate(keys) : refusalOf('rescan', proof, item, Date.now(), store.deciderKey);
  if (refusal !== null) return { refusal };
  if (reader === null) return { refusal: 'nothing is read again here' };
  const content = await unsealed(store, item, sealed);
  if (content === null) return notSealedSo;
  if (content.access !== 'grantable') return { refusal: onlyReleased };
  // Nothing else of what is asked for: a window key of the gateway's own would have every password sealed to it.
  const { mailFrom, ocr, openLocked = false } = context;
  return { value: reader.read(content.plain, { mailFrom, ocr, openLocked, keys }) };
}

function noCandidate(keys: readonly FoundKey[]): string | null {
  return keys.length === 0 ? 'no password that could open it is in its window' : null;
}

async function answerOf(store: KeyStore, request: KeyRequest): Promise<Answered> {
  switch (request.type) {
    case 'keep':
      await store.keepWrapping(request.item, request.name, request.wrapping);
      return nothing;
    case 'open': {
      const refusal = refusalOf('release', request.proof, request.item, Date.now(), store.deciderKey);
      if (refusal !== null) return { refusal };
      const opened = await unsealed(store, request.item, request.sealed);
      return opened === null ? notSealedSo : { value: opened.plain };
    }
    case 'grant': {
      const { grant, proof } = request;
      const refusal = refusalOfGrant(grant, proof, await store.approver(proof.approver), Date.now());
      if (refusal !== null) return { refusal };
      return (await store.keepGrant(grant))
        ? nothing
        : { refusal: 'this grant was used already; ask for access again' };
    }
    case 'revoke':
      await store.revokeGrant(request.grant);
      return nothing;
    case 'read': {
      const grant = await store.grant(request.grant);
      if (grant === null) return { refusal: 'there is no such grant, or it was revoked' };
      if (grant.until < Date.now()) return { refusal: 'the grant has ended; ask for access again' };
      if (grant.reader !== request.reader || !grant.items.includes(request.item))
        return { refusal: 'the grant is for another item or another person' };
      const opened = await unsealed(store, request.item, request.sealed);
      if (opened === null) return notSealedSo;
      return opened.access === 'grantable' ? { value: opened.plain } : { refusal: onlyReleased };
    }
    case 'attest':
      return { value: sign(null, attestedBytes(request.kind, request.statement), store.notaryKey).toString('base64') };
    case 'destroy':
      await store.destroyWrappings(request.item);
      return nothing;
    case 'window': {
      const id = windowAt(Date.now());
      const key = createPublicKey(await store.makeWindowKey(id)).export({ format: 'der', type: 'spki' });
      return { value: { id, key } satisfies CandidateWindow };
    }
    case 'policy':
      reader = contentReader(desk, { policy: request.policy, fingerprintKey: store.fingerprintKey, registers });
      return nothing;
    case 'rescan':
      return rescanned(store, request);
    case 'raw-key-today': {
      await destroyOldKeys(store);
      const day = utcDay(Date.now());
      return { value: { day, key: await store.makeDayKey(day) } satisfies RawKey };
    }
    case 'raw-key': {
      await destroyOldKeys(store);
      return { value: /^\d{4}-\d\d-\d\d$/.test(request.day) ? await store.dayKey(request.day) : null };
    }
  }
}

async function unsealed(store: KeyStore, item: string, sealed: Uint8Array) {
  const name = wrappingName(sealed);
  const wrapping = name === null ? null : await store.wrapping(item, name);
  return wrapping === null ? null : unseal(item, sealed, wrapping, store.master);
}

async function run(send: (message: KeyAnswer) => void): Promise<void> {
  const store = await openKeyStore(folder);
  await destroyOldKeys(store);
  setInterval(() => destroyOldKeys(store).catch(() => undefined), 60 * 60 * 1000);
  // One after the other: two first requests of a day must not make two keys.
  let last: Promise<void> = Promise.resolve();
  process.on('message', (request: KeyRequest) => {
    last = last
      .then(() => answerOf(store, request))
      .then(
        // What takes time goes on beside the next request.
        (answered) => void told(request, answered).catch(failed(request, 'the content could not be read')).then(send),
        (cause) => send(failed(request, 'the key store cannot be read or written')(cause)),
      );
  });
  const sealingKey = createPublicKey(store.master).export({ format: 'der', type: 'spki' });
  const notaryKey = String(createPublicKey(store.notaryKey).export({ format: 'pem', type: 'spki' }));
  const opened: Opened = { sealingKey, fingerprintKey: store.fingerprintKey, notaryKey };
  send({ number: 0, ok: true, value: opened });
}

function failed({ number }: KeyRequest, message: string): (cause: unknown) => KeyAnswer {
  return () => ({ number, ok: false, refused: false, message });
}

process.on('disconnect', () => process.exit(0));
// A terminal or supervisor signals the whole group; the gateway still needs its keys while it finishes.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
const send = (message: KeyAnswer): void => {
  process.send?.(message);
};
try {
  await run(send);
} catch (error) {
  const message = error instanceof Error ? error.message : 'the key store cannot be opened';
  send({ number: 0, ok: false, refused: false, message });
  process.disconnect?.();
}
