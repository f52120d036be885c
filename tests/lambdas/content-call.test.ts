// The call by which the console has content opened: only the console makes it, only now, and a refusal comes back as itself.
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Functions } from '../../adapters/aws/lambda-functions.ts';
import type { Actor } from '../../core/oversight/access/actor.ts';
import { Forbidden, NotFound } from '../../core/oversight/act.ts';
import type { ReadingDesk } from '../../core/oversight/viewing/reading-desk.ts';
import { Refused } from '../../core/ports.ts';
import { answerTo, type ContentCall, deskBehind } from '../../lambdas/content-call.ts';
import { fittingAnswer } from '../../lambdas/fitting-answer.ts';

const key = randomBytes(32);
const where = { access: 'case-1/access-1', item: 'item-1' };
const ines: Actor = { person: 'ines', roles: ['employee', 'investigator'], deputy: false, client: '192.0.2.7' };

/** A console whose calls a desk answers in this process, and the last of them. */
function consoleBefore(desk: Partial<ReadingDesk>, now = () => 1_000) {
  let last: ContentCall | null = null;
  const answering = { key, desk: desk as ReadingDesk, actorOf: async () => ines };
  const functions: Functions = {
    call: async (_name, payload) => {
      last = payload as ContentCall;
      return JSON.parse(JSON.stringify(await answerTo(payload, { ...answering, now: now() })));
    },
  };
  return { desk: deskBehind(functions, key, () => 1_000), last: () => last, answering };
}

it('R-412 brings views, originals and exports through, byte for byte', async () => {
  const bytes = randomBytes(100_000);
  const { desk } = consoleBefore({
    original: async () => bytes,
    export: async (actor, access, options) => Buffer.from(JSON.stringify([actor.person, access, options])),
  });
  expect(bytes.equals(Buffer.from(await desk.original(ines, where)))).toBe(true);
  const options = { texts: true, redactions: [{ item: 'item-1', spans: [{ text: 1, why: 's. 19' }] }] };
  const exported = Buffer.from(await desk.export(ines, where.access, options)).toString();
  expect(JSON.parse(exported)).toEqual(['ines', where.access, options]);
});

it('R-401 brings each refusal back as what it is', async () => {
  for (const refusal of [
    new Forbidden('view-item'),
    new NotFound('access'),
    new Refused('this item was disposed of'),
  ]) {
    const { desk } = consoleBefore({ view: () => Promise.reject(refusal) });
    const caught = await desk.view(ines, where).catch((cause: unknown) => cause);
    expect(caught).toBeInstanceOf(refusal.constructor);
    expect((caught as Error).message).toBe(refusal.message);
  }
  const { desk } = consoleBefore({ view: () => Promise.reject(new Error('the ledger is away')) });
  await expect(desk.view(ines, where)).rejects.toThrow('ledger');
});

it('R-403 takes no call that was changed, made by somebody else, or made a while ago', async () => {
  const { desk, last, answering } = consoleBefore({ original: async () => Buffer.from('content') });
  await desk.original(ines, where);
  const call = last();
  if (call === null) throw new Error('nothing was called');
  const asCarla = { ...call, request: call.request.replace('ines', 'carla') };
  for (const [event, now] of [
    [asCarla, 1_000],
    [{ ...call, at: call.at + 1 }, 1_000],
    [{ ...call, signature: '' }, 1_000],
    [call, 1_000 + 60_001],
    [JSON.parse(call.request), 1_000],
    [null, 1_000],
  ] as const)
    await expect(answerTo(event, { ...answering, now })).rejects.toThrow('no request of the console');
  await expect(answerTo(call, { ...answering, key: randomBytes(32), now: 1_000 })).rejects.toThrow('no request');
  expect(await answerTo(call, { ...answering, now: 1_000 })).toHaveProperty('content');
});

it('refuses in words what Lambda could not carry', async () => {
  const { desk } = consoleBefore({ original: async () => randomBytes(5_000_000) });
  await expect(desk.original(ines, where)).rejects.toThrow('larger than can be sent');
  const asked = new Request('https://console.agency.example/', { headers: { 'accept-encoding': 'gzip, br' } });
  const short = await fittingAnswer(asked, new Response('short'));
  expect([short.headers.get('content-encoding'), await short.text()]).toEqual([null, 'short']);
  const text = await fittingAnswer(asked, new Response('line\n'.repeat(2_000_000)));
  expect([text.status, text.headers.get('content-encoding')]).toEqual([200, 'gzip']);
  expect((await text.arrayBuffer()).byteLength).toBeLessThan(100_000);
  expect((await fittingAnswer(asked, new Response(Uint8Array.from(randomBytes(5_000_000))))).status).toBe(413);
  const plain = new Request('https://console.agency.example/');
  expect((await fittingAnswer(plain, new Response('line\n'.repeat(2_000_000)))).status).toBe(413);
});
