// Grants as files of the key store; what was revoked stays as a mark, so that an old proof makes no new grant.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Grant } from '../../core/model/grant.ts';
import { isMissing, writeDurably } from './durable-file.ts';

const revoked = 'revoked\n';

export function grantFiles(folder: string) {
  // An id comes from outside and names a file here: only its hash does.
  const file = (id: string) => join(folder, createHash('sha256').update(id).digest('hex'));
  const read = async (id: string): Promise<string | null> => {
    try {
      return await readFile(file(id), 'utf8');
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };
  return {
    keepGrant: async (grant: Grant): Promise<boolean> => {
      const text = JSON.stringify(grant);
      const found = await read(grant.id);
      // The same again, after a crash between this store and the ledger, changes nothing.
      if (found !== null) return found === text;
      await writeDurably(file(grant.id), Buffer.from(text));
      return true;
    },
    grant: async (id: string): Promise<Grant | null> => {
      const text = await read(id);
      return text === null || text === revoked ? null : (JSON.parse(text) as Grant);
    },
    revokeGrant: (id: string): Promise<void> => writeDurably(file(id), Buffer.from(revoked)),
  };
}
