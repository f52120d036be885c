// The call by which the console has content opened: what read-content is asked, what it answers, and both ends of that.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { Functions } from '../adapters/aws/lambda-functions.ts';
import type { Action } from '../core/oversight/access/action.ts';
import type { Actor } from '../core/oversight/access/actor.ts';
import { Forbidden, NotFound } from '../core/oversight/act.ts';
import type { ExportOptions } from '../core/oversight/requests/export-items.ts';
import type { PageAsked } from '../core/oversight/viewing/page-picture.ts';
import type { ItemOfAccess, ReadingDesk } from '../core/oversight/viewing/reading-desk.ts';
import { type Clock, Refused } from '../core/ports.ts';

interface Asker {
  readonly person: string;
  /** Address of the client. */
  readonly client: string;
}

/** Names a person and says nothing of what they may: the ledger tells that. */
export type ContentRequest = Asker &
  (
    | { readonly type: 'view' | 'original'; readonly where: ItemOfAccess }
    | { readonly type: 'picture'; readonly where: ItemOfAccess & PageAsked }
    | { readonly type: 'export'; readonly access: string; readonly options: ExportOptions }
  );

/** Whoever may call functions of the account may not ask for content: the console alone can sign what it asks. */
const contentCall = z.strictObject({
  /** Of a ContentRequest, as JSON. */
  request: z.string().max(1_000_000),
  /** Milliseconds since the epoch. */
  at: z.number().int(),
  /** Hex HMAC-SHA-256 over both, under a key that the console and read-content share. */
  signature: z.string().max(64),
});
export type ContentCall = z.infer<typeof contentCall>;

/** Milliseconds that a call may take to arrive. */
const freshFor = 60_000;

export type ContentAnswer =
  /** Base64 of gzip of the bytes, or of a view as JSON. */
  { readonly content: string } | { readonly refused: string; readonly forbidden?: Action; readonly notFound?: string };

/** Characters; Lambda answers with 6 MB at most. */
const longestContent = 5_500_000;

export interface Answering {
  /** What both ends share. */
  readonly key: Uint8Array;
  readonly now: number;
  readonly actorOf: (person: string, client: string) => Promise<Actor | null>;
  readonly desk: ReadingDesk;
}

/** Does what was asked as whom the ledger knows by that name. Rejects with what is no refusal. */
export async function answerTo(event: unknown, { key, now, actorOf, desk }: Answering): Promise<ContentAnswer> {
  const asked = requestOf(event, key, now);
  try {
    const actor = await actorOf(asked.person, asked.client);
    if (actor === null) throw new NotFound('item');
    const content = (await zipped(await opened(asked, actor, desk))).toString('base64');
    if (content.length > longestContent)
      throw new Refused('this is larger than can be sent here; ask for less of it, or see the deployment guide');
    return { content };
  } catch (cause) {
    if (cause instanceof Forbidden) return { refused: cause.message, forbidden: cause.action };
    if (cause instanceof NotFound) return { refused: cause.message, notFound: cause.what };
    if (cause instanceof Refused) return { refused: cause.message };
    throw cause;
  }
}

/** The console checked its shape before it signed. Throws when it did not sign it just now. */
function requestOf(event: unknown, key: Uint8Array, now: number): ContentRequest {
  const call = contentCall.safeParse(event);
  const expected = call.success ? signatureOf(call.data, key) : '';
  if (!call.success || !isSame(call.data.signature, expected) || Math.abs(now - call.data.at) > freshFor)
    throw new Error('this function was called with something that is no request of the console');
  return JSON.parse(call.data.request) as ContentRequest;
}

function signatureOf({ request, at }: Pick<ContentCall, 'request' | 'at'>, key: Uint8Array): string {
  return createHmac('sha256', key).update(`${at}\0${request}`).digest('hex');
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

async function opened(asked: ContentRequest, actor: Actor, desk: ReadingDesk): Promise<Uint8Array> {
  switch (asked.type) {
    case 'view':
      return Buffer.from(JSON.stringify(await desk.view(actor, asked.where)));
    case 'picture':
      return desk.picture(actor, asked.where);
    case 'original':
      return desk.original(actor, asked.where);
    case 'export':
      return desk.export(actor, asked.access, asked.options);
  }
}

/** The desk at the console's end of the call. */
export function deskBehind(functions: Functions, key: Uint8Array, clock: Clock): ReadingDesk {
  const ask = async (asked: ContentRequest): Promise<Buffer> => {
    const unsigned = { request: JSON.stringify(asked), at: clock() };
    const call: ContentCall = { ...unsigned, signature: signatureOf(unsigned, key) };
    const answer = (await functions.call('read-content', call)) as ContentAnswer;
    if ('content' in answer) return unzipped(Buffer.from(answer.content, 'base64'));
    const { refused, forbidden, notFound } = answer;
    if (forbidden !== undefined) throw new Forbidden(forbidden);
    throw notFound === undefined ? new Refused(refused) : new NotFound(notFound);
  };
  return {
    view: async ({ person, client }, at) =>
      JSON.parse((await ask({ type: 'view', person, client, where: at })).toString('utf8')),
    picture: ({ person, client }, at) => ask({ type: 'picture', person, client, where: at }),
    original: ({ person, client }, at) => ask({ type: 'original', person, client, where: at }),
    export: ({ person, client }, of, given) => ask({ type: 'export', person, client, access: of, options: given }),
  };
}

const zipped = promisify(gzip);
const unzipped = promisify(gunzip);
