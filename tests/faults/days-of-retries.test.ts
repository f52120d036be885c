// A client that comes again for days, since the next hop takes the mail for one recipient and not for the other.
import { expect, it } from 'vitest';
import { conclude, resume } from '../../core/mail/conclude.ts';
import { type ScanDependencies, scan } from '../../core/mail/scan.ts';
import { nobodyBlocked } from '../../core/oversight/blocks/sender-blocks.ts';
import type { Relay } from '../../core/ports.ts';
import { withMachine } from './state-searches.ts';

const [ana, ben] = ['ana@agency.example', 'ben@agency.example'];
const day = 24 * 60 * 60 * 1000;

it('R-703 who was served is not served again each day, while the client is told to come again for the other', async () => {
  await withMachine(async (machine) => {
    const copies: string[] = [];
    let benIsAway = true;
    const relay: Relay = {
      deliver: async ({ recipients }) =>
        new Map(
          recipients.map(({ address }) => {
            const code = address === ben && benIsAway ? 451 : 250;
            if (code === 250) copies.push(address);
            return [address, { code, text: '' }];
          }),
        ),
    };
    const deps: ScanDependencies = {
      ports: { ...machine, authenticator: { authenticate: async () => ({ findings: [], results: null }) } },
      rulebook: machine.rulebook,
      texts: machine.texts,
      site: { hostname: 'mx.agency.example', trace: 'days' },
      senderBlocks: { inForce: async () => nobodyBlocked },
      report: () => undefined,
    };
    const envelope = {
      mailFrom: 'erin@agency.example',
      recipients: [{ address: ana }, { address: ben }],
      parameters: {},
      client: { address: '192.0.2.7', helo: 'client.example', tls: false },
    };
    const raw = Buffer.from('From: <erin@agency.example>\r\nSubject: days\r\n\r\nHello\r\n');
    const send = async () => {
      const { reply, attempt } = await scan({ direction: 'outbound', envelope, raw }, relay, deps);
      if (attempt !== null) await conclude(attempt, deps.ports);
      return reply.code;
    };
    const codes = [];
    for (let tries = 0; tries < 5; tries++) {
      codes.push(await send());
      machine.skew(day);
      await resume(
        (work) => work(),
        () => relay,
        deps,
      );
    }
    benIsAway = false;
    codes.push(await send());
    expect(codes).toEqual([451, 451, 451, 451, 451, 250]);
    expect(copies).toEqual([ana, ben]);
    // From now on the same bytes are a new message.
    expect(await send()).toBe(250);
    expect(copies).toEqual([ana, ben, ana, ben]);
  });
});
