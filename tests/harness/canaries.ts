// Secrets that exist only in one run: wherever one turns up, it came there from that run's mail.
import { randomBytes, randomInt } from 'node:crypto';

/** How people and programs write a secret down; the secret alone is what is looked for afterwards. */
interface Form {
  readonly secret: () => string;
  readonly told: (secret: string) => string;
}

const words = () => `${letters(1, upper)}${letters(5, lower)}-${letters(1, upper)}${letters(4, lower)}-${digits(3)}!`;
const mixed = (length: number) => `${letters(2, upper)}${letters(length - 4, upper + lower + numerals)}${digits(2)}`;

const forms: readonly Form[] = [
  { secret: words, told: (secret) => `The password is ${secret} until Friday.` },
  { secret: () => mixed(11), told: (secret) => `Password: ${secret}` },
  { secret: words, told: (secret) => `I have set your password to ${secret}, please log in today.` },
  { secret: () => mixed(12), told: (secret) => `Log in with registry / ${secret} and tell me when it works.` },
  { secret: words, told: (secret) => `Le mot de passe est ${secret} jusqu'à vendredi.` },
  { secret: () => mixed(10), told: (secret) => `Mot de passe\u00a0: ${secret}` },
  { secret: () => mixed(13), told: (secret) => `Identifiant : greffe, mdp : ${secret}` },
  { secret: () => digits(8), told: (secret) => `The PIN of the archive room is ${secret}.` },
  { secret: () => digits(8), told: (secret) => `Le NIP du coffre est ${secret}.` },
  { secret: () => mixed(14), told: (secret) => `The Wi-Fi password for visitors: ${secret}` },
  { secret: () => `glpat-${mixed(20)}`, told: (secret) => `Use the token ${secret} for the build.` },
  {
    secret: () => `xoxb-${digits(12)}-${digits(12)}-${mixed(24)}`,
    told: (secret) => `The bot signs in with ${secret}`,
  },
  { secret: () => mixed(40), told: (secret) => `aws_secret_access_key = ${secret}` },
  { secret: () => mixed(32), told: (secret) => `export API_KEY="${secret}"` },
  { secret: () => mixed(16), told: (secret) => `postgres://collector:${secret}@db.agency.example:5432/cases` },
  { secret: () => mixed(16), told: (secret) => `Server=sql1;Database=cases;User Id=app;Password=${secret};` },
  { secret: () => mixed(12), told: (secret) => `curl -u deploy:${secret} https://ci.agency.example/run` },
  {
    secret: () => randomBytes(48).toString('base64'),
    told: (secret) =>
      `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n${Array.from({ length: 6 }, () => randomBytes(48).toString('base64')).join('\n')}\n-----END RSA PRIVATE KEY-----`,
  },
];

export interface Canary {
  readonly secret: string;
  /** A line or block of text that discloses it. */
  readonly told: string;
}

export function canaries(count: number): readonly Canary[] {
  return Array.from({ length: count }, (_, at) => {
    const form = forms[at % forms.length] ?? forms[0];
    const secret = form?.secret() ?? '';
    return { secret, told: form?.told(secret) ?? '' };
  });
}

/** Which of them stand in the bytes in clear, in UTF-16, in hex, or in base64 at any offset. */
export function leakedIn(bytes: Buffer, all: readonly Canary[]): readonly string[] {
  const text = bytes.toString('latin1');
  // A quoted secret may be escaped or folded; neither hides it from a reader.
  const flat = text.replace(/\\(["'\\])/g, '$1').replace(/=\r?\n/g, '');
  return all
    .map(({ secret }) => secret)
    .filter((secret) => writings(secret).some((writing) => text.includes(writing) || flat.includes(writing)));
}

const known = new Map<string, readonly string[]>();

function writings(secret: string): readonly string[] {
  const found = known.get(secret) ?? [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret, 'utf16le').toString('latin1'),
    Buffer.from(secret).toString('hex'),
    ...[0, 1, 2].map((before) => innerBase64(secret, before)),
  ];
  known.set(secret, found);
  return found;
}

/** What base64 of the secret looks like with so many bytes before it, without the characters its neighbours share. */
function innerBase64(secret: string, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString('base64');
  const first = [0, 2, 3][before] ?? 0;
  return whole.replace(/=+$/, '').slice(first, Math.floor(((before + secret.length) * 8) / 6));
}

const upper = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const lower = 'abcdefghijkmnpqrstuvwxyz';
const numerals = '23456789';

function letters(count: number, from: string): string {
  return Array.from({ length: count }, () => from[randomInt(from.length)]).join('');
}

function digits(count: number): string {
  return letters(count, numerals);
}
