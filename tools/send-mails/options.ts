// What the arguments of the sender mean.
import { parseArgs } from 'node:util';

export interface SendOptions {
  readonly paths: readonly string[];
  readonly direction: 'inbound' | 'outbound';
  readonly port: number;
  /** Data folder of the gateway, whose ledger and delivered mail are looked at. */
  readonly data: string;
  /** Start a gateway for this run. */
  readonly start: boolean;
  /** Leave the data folder of that gateway for a look at it. */
  readonly keep: boolean;
  readonly pack: string;
  readonly connections: number;
  /** Of one message before it counts as left in the sender's queue. */
  readonly tries: number;
  /** Null: from the message. `<n>` stands for the number of the message. */
  readonly from: string | null;
  /** `<n>` as above; never empty. */
  readonly to: readonly string[];
  readonly list: boolean;
}

export const usage = `usage: npm run send -- [options] PATH…
  --outbound         to the port for mail from inside; default: for mail from outside
  --port N           where the gateway listens (2525, or 2526 with --outbound)
  --data DIR         its data folder (data)
  --start            start a gateway for this run instead, with --pack NAME; --keep leaves its data folder
  --connections N    at once (4)
  --tries N          of a message answered 4xx (8)
  --from ADDR        sender of every message; default: its Return-Path or From, outbound staff-<n>@agency.example
  --to ADDR          recipient, may be repeated; <n> stands for the number of the message
                     (staff-<n>@agency.example, outbound person-<n>@elsewhere.example)
  --recipients N     that many such recipients a message, told apart by a letter
  --list             one line for every message that was not simply served: file, outcome, clauses, findings
`;

/** Null when the arguments are not understood. */
export function optionsOf(args: readonly string[]): SendOptions | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        outbound: { type: 'boolean', default: false },
        port: { type: 'string' },
        data: { type: 'string', default: 'data' },
        start: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        pack: { type: 'string', default: 'default' },
        connections: { type: 'string', default: '4' },
        tries: { type: 'string', default: '8' },
        from: { type: 'string' },
        to: { type: 'string', multiple: true },
        recipients: { type: 'string', default: '1' },
        list: { type: 'boolean', default: false },
      },
    });
    if (positionals.length === 0) return null;
    const { outbound, start, keep, pack, data, list } = values;
    return {
      paths: positionals,
      direction: outbound ? 'outbound' : 'inbound',
      port: atLeastOne(values.port ?? (outbound ? '2526' : '2525')),
      connections: atLeastOne(values.connections),
      tries: atLeastOne(values.tries),
      from: values.from ?? (outbound ? 'staff-<n>@agency.example' : null),
      to: values.to ?? defaultRecipients(outbound, atLeastOne(values.recipients)),
      start,
      keep,
      pack,
      data,
      list,
    };
  } catch {
    return null;
  }
}

function defaultRecipients(outbound: boolean, count: number): readonly string[] {
  const [local, domain] = outbound ? ['person-<n>', 'elsewhere.example'] : ['staff-<n>', 'agency.example'];
  if (count === 1) return [`${local}@${domain}`];
  return Array.from({ length: count }, (_, index) => `${local}-${(index + 10).toString(36)}@${domain}`);
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new TypeError(`${text} is not a whole number above 0`);
  return number;
}
