// Says of every recipient of a run what came out behind: one copy, byte for byte, or an item kept by Postern, or neither.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { callControl } from '../../adapters/local/control-socket.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import { ourFields } from '../send-mails/our-fields.ts';
import { frontName } from './configuration.ts';
import type { RunMail } from './mixed-mails.ts';

export interface Account {
  readonly mail: RunMail;
  readonly address: string;
  readonly fate: 'served' | 'stripped' | 'held' | 'blocked' | 'bounced' | 'altered' | 'doubled' | 'lost';
}

interface Arrived {
  readonly address: string;
  /** Null for what is no copy of a mail: Postern's notices and Postfix's own reports. */
  readonly copy: { readonly outcome: string; readonly content: Buffer } | null;
  readonly text: string;
}

export interface RunAccounts {
  readonly accounts: readonly Account[];
  /** Postern's reports of failure that came for each sender. */
  readonly reports: ReadonlyMap<string, number>;
}

/** `maildir`: of the instance behind · `data`: of the running gateway. */
export async function accountForRun(mails: readonly RunMail[], maildir: string, data: string): Promise<RunAccounts> {
  const arrived = await arrivals(maildir);
  const copies = Map.groupBy(
    arrived.filter(({ copy }) => copy !== null),
    ({ address }) => address,
  );
  const reports = arrived.filter(
    ({ copy, text }) => copy === null && text.includes(`Reporting-MTA: dns; ${frontName}`),
  );
  const bounced = new Set(
    reports.flatMap(({ text }) => [...text.matchAll(/^Final-Recipient: rfc822; (\S+)/gm)].map((found) => found[1])),
  );
  const items = (await callControl(data, 'held-list', { all: true })) as readonly HeldItem[];
  const kept = new Map(items.flatMap((item) => item.recipients.map((recipient) => [recipient.address, recipient])));
  const accounts = mails.flatMap((mail) =>
    mail.recipients.map((address): Account => {
      const [first, ...more] = copies.get(address) ?? [];
      const outcome = kept.get(address)?.outcome;
      const stopped = outcome === 'hold' ? 'held' : outcome === 'block' ? 'blocked' : null;
      if (more.length > 0 || (first !== undefined && stopped !== null)) return { mail, address, fate: 'doubled' };
      if (stopped !== null) return { mail, address, fate: stopped };
      if (first?.copy == null) return { mail, address, fate: bounced.has(address) ? 'bounced' : 'lost' };
      if (first.copy.content.equals(asLines(mail.raw))) return { mail, address, fate: 'served' };
      return { mail, address, fate: first.copy.outcome === 'strip' ? 'stripped' : 'altered' };
    }),
  );
  const failures = arrived.filter(
    ({ copy, text }) => copy === null && /^Auto-Submitted: auto-replied$[\s\S]*report-type=delivery-status/m.test(text),
  );
  return {
    accounts,
    reports: new Map(
      Map.groupBy(failures, ({ address }) => address)
        .entries()
        .map(([a, of]) => [a, of.length]),
    ),
  };
}

/** As Postfix writes it to a Maildir: LF for CRLF. */
function asLines(raw: Buffer): Buffer {
  return Buffer.from(raw.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

async function arrivals(maildir: string): Promise<readonly Arrived[]> {
  const folder = join(maildir, 'new');
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map(async (name) => arrival(await readFile(join(folder, name)))));
}

/** From the top: Return-Path, X-Original-To, Delivered-To and Received of the one behind, Postern's fields, Received of the one in front. */
function arrival(file: Buffer): Arrived {
  const text = file.toString('latin1');
  const address = /^Delivered-To: (\S+)/m.exec(text)?.[1] ?? '';
  const afterBehind = fieldEnd(text, text.indexOf('\nReceived: ') + 1);
  const ours = ourFields(file.subarray(afterBehind));
  if (ours === null) return { address, copy: null, text };
  const rest = ours.rest.toString('latin1', 0, 2_000);
  const throughFront = rest.startsWith('Received: ') && rest.slice(0, fieldEnd(rest, 0)).includes(`by ${frontName} `);
  const content = ours.rest.subarray(throughFront ? fieldEnd(rest, 0) : 0);
  return { address, copy: { outcome: ours.outcome, content }, text };
}

/** Where the field that begins at `start` ends, with its continuation lines. */
function fieldEnd(text: string, start: number): number {
  let end = text.indexOf('\n', start) + 1;
  while (end > 0 && (text[end] === ' ' || text[end] === '\t')) end = text.indexOf('\n', end) + 1;
  return end === 0 ? text.length : end;
}
