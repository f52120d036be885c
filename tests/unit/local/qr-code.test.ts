// The code that sign-in shows is one that a telephone reads.
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { qrCode } from '../../../adapters/identity/qr-code.ts';
import { newTotp, totpUri } from '../../../adapters/identity/time-codes.ts';
import type { Budget } from '../../../core/mail/extract/limits.ts';
import { codesInFile } from '../../../core/mail/extract/readers/code-picture.ts';

const budget = { millisecondsLeft: 30_000 } as Budget;

it('R-411 is what an authenticator app takes: the secret, for this installation and person', async () => {
  const secret = newTotp();
  const picture = await qrCode(totpUri(secret, 'carla'));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${picture?.side}" height="${picture?.side}"><path d="${picture?.path}"/></svg>`;
  const png = await sharp(Buffer.from(svg), { density: 600 }).flatten({ background: '#fff' }).png().toBuffer();
  const [read = ''] = await codesInFile(png, budget);
  expect(read).toContain('otpauth://totp/Postern:carla?');
  expect(new URL(read).searchParams.get('secret')).toBe(secret);
}, 30_000);

it('is none for a text that no code holds', async () => {
  expect(await qrCode('x'.repeat(5_000))).toBeNull();
});
