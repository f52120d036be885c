// Next hop `maildir:`: delivered mail lands in a Maildir for each address (the embedded default).
import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutgoingMail, Relay, Reply } from '../../core/ports.ts';
import type { Extensions } from '../smtp/extensions.ts';
import type { NextHop } from '../smtp/next-hop.ts';

const accepted: Reply = { code: 250, text: '2.0.0 delivered' };
const notWritten: Reply = { code: 451, text: '4.3.0 the mailbox cannot be written now, please try again later' };

/** A file system takes no objection to anything that SMTP carries. */
const everything: Extensions = {
  pipelining: true,
  eightBitMime: true,
  smtpUtf8: true,
  dsn: true,
  startTls: false,
  auth: [],
  size: 0,
};

/** Mail for `someone@example.org` goes to `FOLDER/someone@example.org/new/`, byte for byte, on disk before the answer. */
export function maildirRelay(folder: string): Relay {
  return {
    async deliver(mail) {
      const replies = new Map<string, Reply>();
      for (const { address } of mail.recipients) {
        replies.set(
          address,
          await deliverTo(folder, address, mail).then(
            () => accepted,
            () => notWritten,
          ),
        );
      }
      return replies;
    },
  };
}

export function maildirNextHop(folder: string): NextHop {
  const relay = maildirRelay(folder);
  const ready: Reply = { code: 250, text: '2.1.0 ok' };
  return {
    name: 'maildir:',
    relay,
    extensions: () => Promise.resolve(everything),
    session: () => ({
      relay,
      mail: () => Promise.resolve(ready),
      recipient: () => Promise.resolve(ready),
      close: () => Promise.resolve(),
    }),
  };
}

/** The same delivery again replaces its own file. */
async function deliverTo(folder: string, address: string, mail: OutgoingMail): Promise<void> {
  const maildir = join(folder, folderName(address));
  const created = await mkdir(join(maildir, 'new'), { recursive: true });
  await mkdir(join(maildir, 'tmp'), { recursive: true });
  await mkdir(join(maildir, 'cur'), { recursive: true });
  const name = `${createHash('sha256').update(mail.key).update('\0').update(address).digest('hex').slice(0, 40)}.postern`;
  const partial = join(maildir, 'tmp', name);
  const file = await open(partial, 'w', 0o600);
  try {
    await file.writeFile(mail.raw);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, join(maildir, 'new', name));
  await syncFolder(join(maildir, 'new'));
  if (created !== undefined) for (const parent of [maildir, folder]) await syncFolder(parent);
}

/** A rename is durable only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Lower case; what could mean something to a file system is percent-encoded, a leading dot too. Longer than a file name
 * may be: cut, with a hash of the whole.
 */
export function folderName(address: string): string {
  const lower = address.toLowerCase();
  const safe = encodeURIComponent(lower.toWellFormed())
    .replaceAll('%40', '@')
    .replaceAll('%2B', '+')
    .replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/^\./, '%2E');
  if (safe.length <= 200) return safe === '' ? '%' : safe;
  return `${safe.slice(0, 150)}-${createHash('sha256').update(lower).digest('hex').slice(0, 32)}`;
}
