// The process that holds the master key: it opens sealed content only on a decider's own proof, which it verifies
// itself. It reads and writes nothing but its key store, and ends with the gateway that started it.
import { createPublicKey } from 'node:crypto';
import { dayLength, type KeyAnswer, type KeyRequest, type Opened, type RawKey, utcDay } from './key-protocol.ts';
import { type KeyStore, openKeyStore } from './key-store.ts';
import { refusalOf } from './opening-proof.ts';
import { unseal } from './sealing.ts';

/** Raw copies live 24 h: only two days' keys can still be needed, and destroying the others destroys what outlived it. */
async function destroyOldKeys(store: KeyStore): Promise<void> {
  const now = Date.now();
  await store.keepDayKeys([utcDay(now), utcDay(now - dayLength)]);
}

async function answer(store: KeyStore, request: KeyRequest): Promise<KeyAnswer> {
  const { number } = request;
  const refuse = (message: string): KeyAnswer => ({ number, ok: false, refused: true, message });
  switch (request.type) {
    case 'open': {
      const refusal = refusalOf(request.proof, request.item, Date.now(), store.deciderKey);
      if (refusal !== null) return refuse(refusal);
      const plain = unseal(request.item, request.sealed, store.master);
      return plain === null
        ? refuse('the content was not sealed for this item, or was changed since')
        : { number, ok: true, value: plain };
    }
    case 'raw-key-today': {
      await destroyOldKeys(store);
      const day = utcDay(Date.now());
      return { number, ok: true, value: { day, key: await store.makeDayKey(day) } satisfies RawKey };
    }
    case 'raw-key': {
      await destroyOldKeys(store);
      return {
        number,
        ok: true,
        value: /^\d{4}-\d\d-\d\d$/.test(request.day) ? await store.dayKey(request.day) : null,
      };
    }
  }
}

async function run(folder: string, send: (message: KeyAnswer) => void): Promise<void> {
  const store = await openKeyStore(folder);
  await destroyOldKeys(store);
  setInterval(() => destroyOldKeys(store).catch(() => undefined), 60 * 60 * 1000);
  // One after the other: two first requests of a day must not make two keys.
  let last: Promise<void> = Promise.resolve();
  process.on('message', (request: KeyRequest) => {
    last = last
      .then(() => answer(store, request))
      .catch(
        (): KeyAnswer => ({
          number: request.number,
          ok: false,
          refused: false,
          message: 'the key store cannot be read or written',
        }),
      )
      .then(send);
  });
  const sealingKey = createPublicKey(store.master).export({ format: 'der', type: 'spki' });
  send({ number: 0, ok: true, value: { sealingKey, fingerprintKey: store.fingerprintKey } satisfies Opened });
}

process.on('disconnect', () => process.exit(0));
// A terminal or supervisor signals the whole group; the gateway still needs its keys while it finishes.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
const send = (message: KeyAnswer): void => {
  process.send?.(message);
};
try {
  await run(process.argv[2] ?? '', send);
} catch (error) {
  const message = error instanceof Error ? error.message : 'the key store cannot be opened';
  send({ number: 0, ok: false, refused: false, message });
  process.disconnect?.();
}
