// postern policy explain ID: why a message of the past was decided as it was, from what is recorded of it.
import { resolve } from 'node:path';
import { openLedger } from '../../adapters/local/sqlite-ledger.ts';
import { reference } from '../../core/mail/act/reference.ts';
import { explain } from '../../core/mail/decide/explain.ts';
import { recordedInput } from '../../core/mail/decide/recorded.ts';
import type { MessageRecord } from '../../core/model/ledger.ts';
import type { Ledger } from '../../core/ports.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { chosenPolicy } from '../chosen-policy.ts';
import { CannotRun, exitFor } from '../exit.ts';
import { asText } from './explanation-text.ts';

export interface RecordedOptions {
  readonly data: string;
  readonly pack?: string | undefined;
  readonly json: boolean;
}

/** Ids of messages, attempts and held items, and the reference that notices give. */
export function looksLikeId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._:=+~-]{7,199}$/.test(text) && !text.endsWith('.eml');
}

/** Rejects with CannotRun when nothing is recorded under the id. */
export async function explainRecorded(id: string, { data, pack, json }: RecordedOptions): Promise<number> {
  const record = await recordIn(resolve(data), id);
  if (record === null)
    throw new CannotRun(`${id} is no file, and nothing is recorded under that id in ${data}; see postern held list`);
  const input = recordedInput(record, compileRulebook(chosenPolicy(pack)));
  const { examination, mailFrom } = input;
  const explained = { file: id, mailFrom, examination, texts: [], explanation: explain(input), recorded: record };
  process.stdout.write(json ? `${JSON.stringify(explained)}\n` : asText(explained));
  return exitFor(explained.explanation.outcome);
}

async function recordIn(data: string, id: string): Promise<MessageRecord | null> {
  const ledger = await openLedger(data, { readOnly: true }).catch((cause: Error) => {
    throw new CannotRun(`${id} is no file; ${cause.message}`, { cause });
  });
  try {
    const named = (await ledger.message({ messageId: id })) ?? (await ledger.message({ attempt: id }));
    if (named !== null) return named;
    const attempt = (await ledger.heldItem(id))?.attempt ?? (await attemptReferredTo(id, ledger));
    return attempt === null ? null : await ledger.message({ attempt });
  } finally {
    await ledger.close();
  }
}

async function attemptReferredTo(id: string, ledger: Ledger): Promise<string | null> {
  for await (const { attempt } of ledger.heldItems({})) if (reference({ id: attempt }) === id) return attempt;
  return null;
}
