// A client that comes again for days, since the next hop takes the mail for one recipient and not for the other.
import { expect, it } from 'vitest';
import { conclude, resume } from '../../core/mail/conclude.ts';
import { scan } from '../../core/mail/scan.ts';
import type { Relay } from '../../core/ports.ts';
import { outgoing, scanDependencies } from './sound-host.ts';
import { withMachine } from './state-searches.ts';

const [ana, ben] = ['ana@agency.example', 'ben@agency.example'];
const day = 24 * 60 * 60 * 1000;

it('R-703 who was served is not served again each day, while the client is told to come again for the other', async () => {
  await withMachine(async (machine) => {
    const copies: string[] = [];
    let benIsAway = true;
    const reply = (address: string) => {
      const code = address === ben && benIsAway ? 451 : 250;
      if (code === 250) copies.push(address);
      return { code, text: '' };
    };
    const relay: Relay = {
      deliver: async ({ recipients }) => new Map(recipients.map(({ address }) => [address, reply(address)])),
    };
    const deps = scanDependencies(machine);
    const send = async () => {
      const answer = await scan(outgoing('days', ana, ben), relay, deps);
      if (answer.attempt !== null) await conclude(answer.attempt, deps.ports);
      return answer.reply.code;
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
}, 300_000);
