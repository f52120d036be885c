// The contract suites on the adapters of one machine.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Approver, approverFile } from '../../adapters/local/approvers.ts';
import { openFileMailStore } from '../../adapters/local/file-mail-store.ts';
import { startKeys } from '../../adapters/local/key-client.ts';
import { maildirRelay } from '../../adapters/local/maildir-relay.ts';
import { operator, signRelease } from '../../adapters/local/opening-proof.ts';
import { openLedger } from '../../adapters/local/sqlite-ledger.ts';
import { grantChallenge } from '../../core/model/grant.ts';
import { describeGrants } from './grants.contract.ts';
import { describeKeys } from './keys.contract.ts';
import { describeLedger } from './ledger.contract.ts';
import { describeMailStore } from './mail-store.contract.ts';
import { type Delivered, describeRelay } from './relay.contract.ts';
import { describeSenderBlocks } from './sender-blocks.contract.ts';

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'postern-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const openSqlite = async () => {
  const { folder, remove } = newFolder();
  let now = 0;
  const ledger = await openLedger(folder, { clock: () => now });
  return {
    ledger,
    setClock: (time: number) => {
      now = time;
    },
    close: async () => {
      await ledger.close();
      remove();
    },
  };
};
describeLedger('SQLite', openSqlite);
describeSenderBlocks('SQLite', openSqlite);

describeMailStore('files', async () => {
  const { folder, remove } = newFolder();
  const keys = await startKeys(folder);
  const store = await openFileMailStore(folder, keys);
  return {
    store,
    close: async () => {
      await keys.close();
      remove();
    },
  };
});

describeKeys('the key process', async () => {
  const { folder, remove } = newFolder();
  const keys = await startKeys(folder);
  return {
    keys,
    prove: async (item, until) => signRelease(folder, item, operator, until),
    close: async () => {
      await keys.close();
      remove();
    },
  };
});

/** Puts an approver's public key where only who runs the machine can, and gives the private one back. */
async function addApprover(folder: string, name: string, until: number | null): Promise<KeyObject> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = String(publicKey.export({ format: 'pem', type: 'spki' }));
  const approver: Approver = { publicKey: pem, from: null, until, passkey: null };
  await writeFile(approverFile(join(folder, 'keys'), name), JSON.stringify(approver));
  return privateKey;
}

describeGrants('the key process', async () => {
  const { folder, remove } = newFolder();
  const keys = await startKeys(folder);
  const signers = {
    chief: await addApprover(folder, 'chief', null),
    deputy: await addApprover(folder, 'deputy', Date.now() - 86_400_000),
    stranger: generateKeyPairSync('ed25519').privateKey,
  };
  return {
    keys,
    approve: async (grant, approver = 'chief') => {
      const signature = sign(null, grantChallenge(grant), signers[approver]).toString('base64');
      return { kind: 'key', approver, signature };
    },
    close: async () => {
      await keys.close();
      remove();
    },
  };
});

async function maildirContents(folder: string): Promise<readonly Delivered[]> {
  const delivered: Delivered[] = [];
  for (const recipient of await readdir(folder)) {
    const mails = join(folder, recipient, 'new');
    for (const name of await readdir(mails)) delivered.push({ recipient, raw: await readFile(join(mails, name)) });
  }
  return delivered;
}

describeRelay('a maildir', async () => {
  const { folder, remove } = newFolder();
  return {
    relay: maildirRelay(folder),
    delivered: () => maildirContents(folder),
    repeats: 'one-copy',
    close: async () => remove(),
  };
});
