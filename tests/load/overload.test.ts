// More mail at once than a gateway deals with: some is taken, the rest asked to come again, and neither is lost or doubled.
// `npm run load` does it for minutes.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';

const people = Array.from({ length: 40 }, (_, number) => `p${number}@elsewhere.example`);
let gate: GatewayUnderTest;

beforeAll(async () => {
  gate = await startGatewayUnderTest(undefined, 'limits: { messagesInFlight: 4, connectionsPerClient: 100 }\n');
}, 60_000);
afterAll(() => gate.close());

const send = async (address: string) => {
  const raw = `From: ana@agency.example\r\nTo: ${address}\r\nSubject: hello\r\n\r\n${'hello, all of you\r\n'.repeat(2_000)}`;
  return { address, reply: await gate.send('outbound', 'ana@agency.example', [address], raw) };
};
const takenFor = (address: string) =>
  gate.nextHop.taken.filter(({ recipients }) => recipients.includes(address)).length;

it('R-703 what is answered 250 is delivered once, what is answered 4xx not at all', { timeout: 240_000 }, async () => {
  const sent = await Promise.all(people.map(send));
  const [now, later] = [250, 452].map((code) => sent.filter(({ reply }) => reply.code === code));
  expect([now?.length, later?.length].every((count) => (count ?? 0) > 0)).toBe(true);
  expect((now?.length ?? 0) + (later?.length ?? 0)).toBe(people.length);
  expect(now?.map(({ address }) => takenFor(address))).toEqual(now?.map(() => 1));
  expect(later?.map(({ address }) => takenFor(address))).toEqual(later?.map(() => 0));
  // As a sender's queue would.
  for (const { address } of later ?? []) expect((await send(address)).reply.code).toBe(250);
  expect(people.map(takenFor)).toEqual(people.map(() => 1));
  expect(gate.log).toEqual([]);
});
