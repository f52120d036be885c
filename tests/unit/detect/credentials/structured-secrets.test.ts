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

describe('R-301 what stands in for a secret is none', () => {
  it.each([
    'API_KEY=PUT-YOUR-KEY-HERE',
    'password: changeme-please-do-not-use',
    'SECRET_KEY_BASE=please-change-this-in-production',
    'Le mot de passe : à-changer-svp',
    'Kennwort: bitte-hier-eintragen',
  ])('%s', (text) => {
    expect(detectInBody(text)).toEqual([]);
  });

  it('but a weak password is one', () => {
    expect(spansIn('password: secret1234')).toEqual(['secret1234']);
  });
});

describe('R-301 a list of door keys holds no secrets', () => {
  it.each([
    'Key,Room,Holder\nK12,Office,Ann\nmaster,Hall,Bob',
    'Key no.\tRoom\tHolder\n118\tB-12\tLuc\n4417\tC-1\tAnn',
    'Clé;Local;Détenteur\nau tableau;B-12;Luc\nperdue;C-1;Ann',
    'Clé no | Local | Détenteur\n118 | B-12 | Luc\n4417 | C-1 | Ann',
  ])('%s', (text) => {
    expect(detectInBody(text)).toEqual([]);
  });

  it('but one of made-up keys does', () => {
    expect(spansIn('service,key\nmaps,hR8!xk3T\nmail,q7#Zw2Lp')).toEqual(['hR8!xk3T', 'q7#Zw2Lp']);
  });
});

describe('R-301 a hash beside the word for a key is none', () => {
  it.each([
    'New host key: SHA256:q3Vn8mJt0wYzKfLr2Xc5Bd7Hs9PaGe1UoTiNvRxWk4E (ED25519).',
    'The fingerprint of the key is SHA256:q3Vn8mJt0wYzKfLr2Xc5Bd7Hs9PaGe1UoTiNvRxWk4E',
  ])('%s', (text) => {
    expect(detectInBody(text)).toEqual([]);
  });
});

describe('R-301 statements and device settings hold what they set', () => {
  it.each([
    ["ALTER ROLE x PASSWORD '%Quay#77Lamp';", '%Quay#77Lamp'],
    ["CREATE USER 'a'@'b'\n IDENTIFIED BY 'granite'\n REQUIRE SSL", 'granite'],
    ['neighbor 10.0.0.1 password 7 094F471A1A0A57', '094F471A1A0A57'],
    [`psk=${'3f9a1c7e5b2d8046'.repeat(4)}`, '3f9a1c7e5b2d8046'.repeat(4)],
  ])('%s', (text, secret) => {
    expect(spansIn(text)).toEqual([secret]);
  });

  it.each([
    'The login page says password "does not match"',
    'Anyone identified by "Scarlet Pimpernel" should call',
    "ALTER USER x PASSWORD 'strong_password_here';",
    "define('TEXT_PASSWORD_FORGOTTEN', 'Password forgotten? Click here.')",
    `SET PASSWORD FOR 'a'@'b' = '*${'2470C0C06D'.repeat(4)}'`,
    'Use the snmp-server community global configuration command',
    'enable secret 7 characters long minimum',
    'Contenu de la clé : voir annexe B',
    'wpa_passphrase=at least eight characters',
    'password: User1.password',
    '<input type="submit" name="pass" value="Continuer">',
  ])('not %s', (text) => {
    expect(detectInBody(text)).toEqual([]);
  });

  it.each([
    ['config-value', 'SECRET_KEY = Config1.secret'],
    ['config-value', 'db.password = Account2.dbPassword.value'],
    ['statement-password', "ALTER USER x PASSWORD ':newPassword';"],
  ])('%s leaves alone %s', (rule, text) => {
    expect(detectInBody(text).map((finding) => finding.rule)).not.toContain(`credentials/${rule}`);
  });
});
