// What an installation shows and keeps is what its papers say.
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inventory } from '../harness/data-inventory.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';

let gate: GatewayUnderTest;
beforeAll(async () => {
  gate = await startGatewayUnderTest(undefined, 'events: { file: events.ndjson }\n');
  const raw = 'From: ana@agency.example\r\nTo: b@gmail.com\r\nSubject: note\r\n\r\nPROTECTED B\r\n';
  await gate.send('outbound', 'ana@agency.example', ['b@gmail.com'], raw);
});
afterAll(() => gate.close());

it('R-705 every file of a data folder is in the data inventory', () => {
  const listed = inventory('Files of the data folder').map(({ cells: [path = ''] }) => path.slice(1, -1));
  const found = readdirSync(gate.folder).map((name) => name.replace(/-(?:wal|shm|journal)$/, ''));
  for (const name of found) expect(listed).toContain(name);
});

it('R-705 researchers find at a known place whom to tell of a vulnerability', async () => {
  const answer = await fetch(`${gate.http}/.well-known/security.txt`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  const text = await answer.text();
  expect(text).toContain('Contact: mailto:security@agency.example\n');
  const [, expires = ''] = /^Expires: (\S+)$/m.exec(text) ?? [];
  const days = (Date.parse(expires) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(150);
  expect(days).toBeLessThan(365);
});
