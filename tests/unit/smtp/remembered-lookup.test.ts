// Questions to DNS that many mails ask: once, and again when the answer is old.
import { expect, it } from 'vitest';
import { rememberedLookup } from '../../../adapters/mailauth/remembered-lookup.ts';

function scene(answers: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const time = { now: 0 };
  const lookup = rememberedLookup(
    async (name, type) => {
      asked.push(`${type} ${name}`);
      const code = answers[name] ?? 'ENOTFOUND';
      if (/^E[A-Z]+$/.test(code)) throw Object.assign(new Error('no records'), { code });
      return [[code]];
    },
    () => time.now,
  );
  return { asked, time, lookup };
}

it('R-104 asks once for many mails, whatever the letters, and again after a minute', async () => {
  const { asked, time, lookup } = scene({ 'sender.example': 'v=spf1 -all' });
  await Promise.all([lookup('sender.example', 'TXT'), lookup('SENDER.example', 'TXT')]);
  time.now = 59_000;
  expect(await lookup('sender.example', 'TXT')).toEqual([['v=spf1 -all']]);
  expect(asked).toEqual(['TXT sender.example']);
  time.now = 61_000;
  await lookup('sender.example', 'TXT');
  await lookup('sender.example', 'MX');
  expect(asked).toEqual(['TXT sender.example', 'TXT sender.example', 'MX sender.example']);
});

it('R-104 remembers that there is no such name, and for a shorter time that nobody answered', async () => {
  const { asked, time, lookup } = scene({ 'silent.example': 'ETIMEOUT' });
  const ask = async (name: string) => lookup(name, 'TXT').catch(({ code }: { code: string }) => code);
  expect([await ask('nobody.example'), await ask('silent.example')]).toEqual(['ENOTFOUND', 'ETIMEOUT']);
  time.now = 20_000;
  expect([await ask('nobody.example'), await ask('silent.example')]).toEqual(['ENOTFOUND', 'ETIMEOUT']);
  expect(asked).toEqual(['TXT nobody.example', 'TXT silent.example', 'TXT silent.example']);
});

it('R-104 forgets the oldest of very many', async () => {
  const { asked, lookup } = scene({});
  const ask = async (name: string) => lookup(name, 'TXT').catch(() => undefined);
  for (let i = 0; i < 5_001; i++) await ask(`sender${i}.example`);
  await ask('sender5000.example');
  await ask('sender0.example');
  expect(asked).toHaveLength(5_002);
});

it('R-104 keeps no long answer beyond the mails that wait for it', async () => {
  const { asked, lookup } = scene({ 'long.example': 'x'.repeat(60_000) });
  await Promise.all([lookup('long.example', 'TXT'), lookup('long.example', 'TXT')]);
  expect(asked).toHaveLength(1);
  await lookup('long.example', 'TXT');
  expect(asked).toHaveLength(2);
});
