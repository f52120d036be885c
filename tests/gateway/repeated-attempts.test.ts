// Somebody who tries again and again to send classified documents home is raised to security, through a whole gateway.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.close());

it('R-602 tells security of the third message that was blocked, and of no fourth', async () => {
  const sender = 'pat.smith@agency.example';
  const home = 'pat_smith@gmail.com';
  for (let i = 1; i <= 4; i++) {
    const raw = `From: ${sender}\r\nTo: ${home}\r\nSubject: plan ${i}\r\n\r\nPROTECTED B\r\n\r\nThe plan is attached.\r\n`;
    expect((await gateway.send('outbound', sender, [home], raw)).code).toBe(250);
  }
  const alarm = await gateway.delivered('security@agency.example', (raw) => raw.includes('Incident'));
  expect(alarm.replaceAll(/=\r?\n/g, '')).toContain(`${sender}: 3 messages were blocked`);
  expect(alarm).not.toContain('plan');
  const alarms = gateway.nextHop.taken.filter(({ raw }) => raw.includes('messages were blocked'));
  expect(alarms.length).toBeLessThanOrEqual(1);
});
