// Secrets that look like something else: members of programs, protocols, cut keys, names of settings (R-301).
import { describe, expect, it } from 'vitest';
import { detectInBody, spansIn } from './rulebook-from-files.ts';

const keyLine = '47M2QLC72I4/H58sMG0X2Igf2NsVBSnh3NcuJ0Kho2ndX1gEg6l0ha4UtnhnOfAZ';
const begin = '-----BEGIN RSA PRIVATE KEY-----';
const end = '-----END RSA PRIVATE KEY-----';

describe('R-301 what looks like a name in a program is a secret behind its label', () => {
  it.each([
    ['The password is Maple.RiverStone', 'Maple.RiverStone'],
    ['Mot de passe : Bleu.MacLeod', 'Bleu.MacLeod'],
    ['mdp : petitChat.Gris', 'petitChat.Gris'],
    ['password = "blueSky.Ferret"', 'blueSky.Ferret'],
    ['pw: ROCKETv2', 'ROCKETv2'],
    ['Password: MAPLEv7', 'MAPLEv7'],
    ['The wifi password is LACv12.', 'LACv12'],
    ['for (;;) {\n  init(ctx, 0);\nlog in as kpatel with Oriole*21\n  run(ctx);\n}', 'Oriole*21'],
    ['wifi: LacVert,\nkey: TruiteGrise7,', 'TruiteGrise7'],
    ['token_store=Quay7#Lamp3', 'Quay7#Lamp3'],
    ['pwd_table_owner: Quay7Lamp3', 'Quay7Lamp3'],
    ['db_password_url_encoded = "Bench%5FMaple3"', 'Bench%5FMaple3'],
    ['tool --passwordprod Quay7Lamp', 'Quay7Lamp'],
    ['https://h/?password=Quay7Lamp&user=joe', 'Quay7Lamp'],
    ['https://h/?a=1&token=Quay7LampBench3&user=joe', 'Quay7LampBench3'],
  ])('%s', (text, secret) => {
    expect(spansIn(text)).toEqual([secret]);
  });

  it('also where "your" begins it', () => {
    const [finding] = detectInBody('db_password = "YourBoatSails77Dawn!x"');
    expect(finding?.rule).toBe('credentials/config-value');
  });
});

describe('R-301 dots behind a private key hide it only where little was written before them', () => {
  it.each([
    ['one line and a full stop', `${begin}\n${keyLine}.\n`],
    ['a whole key', `${begin}\n${keyLine}…\n${`${keyLine}\n`.repeat(12)}${end}`],
    ['a whole key with three dots', `${begin}\n${keyLine}...\n${`${keyLine}\n`.repeat(12)}${end}`],
  ])('%s', (_, text) => {
    expect(detectInBody(text).map(({ rule }) => rule)).toEqual(['credentials/private-key']);
  });

  it.each([`${begin}\n${keyLine.slice(0, 50)}…`, `${begin}\n${keyLine.slice(0, 50)}...\n${end}`])('not %s', (text) => {
    expect(detectInBody(text)).toEqual([]);
  });
});

describe('R-301 names of programs and settings are no secrets', () => {
  it.each([
    'const password = options.privateKey;',
    'password: config?.userPool,',
    'The secret stack: DTLSv1.2',
    'password_id = 4410927',
    'existingSecret: portal-X9',
    'existing_secret: portal-X9',
    'passFrom: portal-X9',
    'Mot de passe : changez-moi',
    'password=bitte-aendern',
    'Kennwort: bitte-ändern',
    'password: "mettre-le-vôtre-ici"',
    'passwordSecretRef: portal-X9',
    'api_key: "your_api_key_0123456789"',
  ])('%s', (text) => {
    expect(detectInBody(text)).toEqual([]);
  });
});
