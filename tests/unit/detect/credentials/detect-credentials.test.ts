// What counts as a password in clear, in the words people use, and that it never leaves the detector.
import { describe, expect, it } from 'vitest';
import { detectIn, detectInBody, placesOf, rulesWithExamples, spansIn } from './rulebook-from-files.ts';

describe('R-301 a password in clear is found where it stands', () => {
  it.each([
    ['a label', 'Network ID: jdoe\nInitial password: Lakeside77!\nPhone: ext. 5517', 'Lakeside77!'],
    ['a French label with a space before the colon', 'Mot de passe\u00a0: Érable#2026', 'Érable#2026'],
    ['a short French label', 'usager: greffe\nmdp: 4Saisons-rue', '4Saisons-rue'],
    ['a sentence', 'The password for the tender box is Two-Pines-19 until Friday.', 'Two-Pines-19'],
    ['a French sentence', 'Le mot de passe commun demeure Tour&Lac9, comme avant.', 'Tour&Lac9'],
    ['a Spanish sentence', 'La contraseña del portal es Nieve.77, por favor cámbiala.', 'Nieve.77'],
    ['a German label', 'Kennung: buero-sued\nKennwort: Fenster!7!Sued', 'Fenster!7!Sued'],
    ['a Portuguese label', 'Utilizador: balcao\nPalavra-passe: Porta*Norte*3', 'Porta*Norte*3'],
    ['a value on the next line', 'The password is on the next line:\n\nLantern-Elm-4410\n\nThanks', 'Lantern-Elm-4410'],
    ['a value before its name', 'Use Copper_Kettle9 as the password.', 'Copper_Kettle9'],
    ['a pair like the number of a part', 'Log in with registry / JSJ3B8UEYA75 and tell me.', 'JSJ3B8UEYA75'],
    [
      'a token that spells a word by chance',
      'bot: xoxb-744986244929-632337477539-CMsBFaKeQdreKxTR6uyYZF43',
      'xoxb-744986244929-632337477539-CMsBFaKeQdreKxTR6uyYZF43',
    ],
    ['a pair', 'Sign in as maps-editor with Quiet-River-0610 and change the legend.', 'Quiet-River-0610'],
    ['a slip of the keyboard', 'pasword = vT6#mKp2', 'vT6#mKp2'],
    ['letters apart', 'p a s s w o r d : vT6#mKp2', 'vT6#mKp2'],
    ['invisible characters inside the label', 'pass\u200bword: vT6#mKp2', 'vT6#mKp2'],
    ['full-width letters', 'ｐａｓｓｗｏｒｄ： vT6#mKp2', 'vT6#mKp2'],
    ['quotation marks', 'The password is « Deux Rivières 8 ».', 'Deux Rivières 8'],
    ['a door code', 'Le code de la porte du quai est 2204B.', '2204B'],
    ['a voicemail PIN', 'Voicemail PIN: 7731', '7731'],
    ['a pass-phrase', 'The passphrase is: seven blue herons wading', 'seven blue herons wading'],
    ['an answer', 'what is the wifi password?\nHarbour-Lights-5', 'Harbour-Lights-5'],
    ['a prompt', 'When it asks for a password, enter pineapple.', 'pineapple'],
    ['a French prompt', 'Quand ça demande un mot de passe, mets ananas.', 'ananas'],
    ['a sentence about nothing else', 'The code is potato.', 'potato'],
    ['a figure before its name', 'It signs in again with 135790 for the device PIN.', '135790'],
    ['parentheses', 'The board still asks for the old shared password (rhubarb).', 'rhubarb'],
    ['parentheses with the name', 'Les cahiers sont protégés (mot de passe Etang-Gele).', 'Etang-Gele'],
    ['a network and its key', 'Guests have wifi: HALL5 / ten-quiet-frogs.', 'ten-quiet-frogs'],
    ['keys of a keypad', 'Pour le service : tapez étoile, 4417, étoile.', '4417'],
    ['what a lock is set to', 'The key safe by the blue door is on 2580 this week.', '2580'],
    ['a dial', 'Casier 114, combinaison 31-07-22 : droite, gauche, droite.', '31-07-22'],
    ['a sequel', "The till needs the supervisor code. It's 0852.", '0852'],
    ['an answer of figures', "Sam: what's the code for the bike room\nAlex: 2266 and pull hard", '2266'],
    ['the last step', 'Open the machine, press the red button, 7212.', '7212'],
    ['groups of figures', 'Then the participant code 88 41 07.', '88 41 07'],
    ['a value with x in it', 'The password is Abytqy-Sxxxx-885! until Friday.', 'Abytqy-Sxxxx-885!'],
    ['an element of a data file', '<Note>The password: Quay7Lamp</Note>', 'Quay7Lamp'],
    ['markup inside an attribute', 'value="&lt;p&gt;password: Quay7#Lamp&lt;/p&gt;"', 'Quay7#Lamp'],
    ['a quoted reply', '> password = Inquest2031\n> it works on my side', 'Inquest2031'],
  ])('in %s', (_, text, secret) => {
    expect(spansIn(text)).toEqual([secret]);
  });

  it.each([
    ['pipes', '| System | Login | Secret |\n|:--|:--|:--|\n| Grants | g_w | hR8-xk3T |\n| News | – | ask Comms |'],
    ['aligned columns', 'Service     User      Password\nGrants      g_w       hR8-xk3T'],
    ['tabs', 'Service\tUser\tPassword\nGrants\tg_w\thR8-xk3T'],
    ['commas', 'service,user,portal_pass\n"Grants","g_w",hR8-xk3T'],
    ['a heading with a star', 'User\tPassword*\nana\thR8-xk3T'],
    ['a heading with an equals sign', '| User | Password= |\n| ana | hR8-xk3T |'],
    ['a numbered heading', 'Nom\tMotDePasse2\nana\thR8-xk3T'],
  ])('in a table with %s', (_, text) => {
    expect(spansIn(text)).toEqual(['hR8-xk3T']);
  });

  it('but no value is a heading for those below', () => {
    expect(spansIn('ana | Password1\nbob | Password2')).toContain('Password2');
  });

  it.each(['PIN number', 'password no.', 'PIN n°', 'MotDePasse2', 'Password*', 'Clave='])('below “%s”', (heading) => {
    expect(spansIn(`name,${heading}\nAna,44713`)).toEqual(['44713']);
  });

  it('before an equals sign that ends a short line', () => {
    expect(spansIn('Password: Lily7Pad=\nRegards\n\nsee q=3D there')).toEqual(['Lily7Pad=']);
  });

  it.each(['your-secret-1234', 'Change-Me-12345'])('that somebody made of a stand-in: %s', (secret) => {
    expect(spansIn(`Password: ${secret}`)).toEqual([secret]);
  });

  it('in the subject, a file name, a comment and program text', () => {
    const found = detectIn(
      [
        { where: 'attachment:a.txt#name', kind: 'file-name', text: 'pw Tango-Elm-88.zip' },
        { where: 'attachment:b.docx#comment', kind: 'comment', text: 'Password: Willow!Gate4' },
        { where: 'attachment:c.bas', kind: 'code', text: 'conn.Open "Server=db;User Id=r;Password=Cedar_Bench5"' },
      ],
      'zip pw 77Foxtrot-Oak',
    );
    expect(found.map(({ where }) => where)).toEqual([
      'subject',
      'attachment:a.txt#name',
      'attachment:b.docx#comment',
      'attachment:c.bas',
    ]);
  });
});

describe('R-301 talk about passwords is no disclosure', () => {
  it.each([
    'Your password will expire on 12 May; choose a new one in the portal.',
    'Le mot de passe est sensible à la casse.',
    'What is the Wi-Fi password again?',
    'Quel est le mot de passe du portail?',
    'Password: ********',
    'Password: your-secret-123456',
    'Place,Key no.\nShed,Quay81!Lamp',
    'Mot de passe : <votre mot de passe>',
    'Password: <Harbour database PW>',
    'The secret stack: TLSv1.3',
    'password = "abc"',
    'password = os.environ["DB_PASSWORD"]',
    'client_secret: this.settings.clientSecret',
    '"path-key": "^4.2.0",',
    'for the key:\n  depth: Range.Wide4,\n  shape: Crown2Tree,\n  size: count.maxNodes,',
    'Passwords have 14 characters and are never sent by mail.',
    'The password follows by text message.',
    'Contraseña: preguntar a Marta',
    'Reset it here: https://city.example/reset?t=50aXZfmSujfY7TG3E4dj18SzDN68',
    'Commit 2f22765d04931a078909145ca628d2264c852d7d broke the login.',
    'Le code postal de la succursale est H2X 1Y4.',
    'Error code 0x80070005 while opening the file.',
    'The door is 2135 wide. The new one is 4500 dollars installed.',
    'The pass carries the number 20418.',
    'Password: see vault\nPort: 5432',
    'The motion did not pass: 118 for, 204 against.',
    'Words for Friday: passage, password, passenger, compass.',
    'Composez le 5577 pour parler à la réception.',
    'Password reset tickets: 118 in May, 97 in June.',
    'Why Winter2024-style passwords fail.',
    'BD_MOTDEPASSE=à_remplir',
    'Call me at 403-555-0131 about the password.',
    'The meeting is at 14:30 in room B-204, bring your pass.',
  ])('%s', (text) => {
    expect(detectInBody(text)).toEqual([]);
  });

  it('but such talk does not cover up a password in the same mail', () => {
    const talk = 'Never send a password by mail. This is not a password: ********. Your password will expire.\n\n';
    expect(spansIn(`${talk}Password: vT6#mKp2\n\n${talk}`)).toEqual(['vT6#mKp2']);
  });

  it.each(['patch', 'Notes', 'release notes, version and build', 'and with new and with new and with new'])(
    'nor does a subject such as “%s”, or a footer',
    (talk) => {
      const footer =
        'This message and its attachments may be confidential. If it is not meant for you, please delete it.';
      expect(spansIn('The password is granite.', talk)).toEqual(['granite']);
      expect(spansIn(`Door code 4417\n\n${talk} ${talk}\n\n${footer}`)).toEqual(['4417']);
      expect(spansIn(`${footer}\n\nMy PIN is 2291.\n\n${footer}`, talk)).toEqual(['2291']);
    },
  );
});

describe('R-301 a list is explained behind it', () => {
  it.each([
    'judge1: Objection-1\njudge2: Objection-2\nThese are the passwords for the tablets.',
    'juge1 : Objection-1\njuge2 : Objection-2\nCe sont les mots de passe des tablettes.',
  ])('%s', (text) => {
    expect(spansIn(text)).toEqual(['Objection-1', 'Objection-2']);
  });
});

describe('R-303 the secret stays in the detector', () => {
  it('is in no field of the finding', () => {
    const [finding] = detectInBody('The password is Two-Pines-19.');
    expect(finding).toMatchObject({
      kind: 'credential',
      rule: 'credentials/password-disclosed',
      where: 'body',
      offset: 16,
      length: 12,
    });
    expect(JSON.stringify(finding)).not.toContain('Two-Pines');
  });

  it('is counted once when a thread repeats it', () => {
    expect(detectInBody('The password is Two-Pines-19.\n\n> The password is Two-Pines-19.')).toHaveLength(1);
  });

  it('has its place counted in the original text, not the cleaned one', () => {
    const text = 'a\u200bb\u200b \u{1f511} pass\u00adword: vT6#\u200bmKp2';
    const [finding] = detectInBody(text);
    expect(text.slice(finding?.offset, (finding?.offset ?? 0) + (finding?.length ?? 0))).toBe('vT6#\u200bmKp2');
  });
});

// What another detector makes of findings is tried with the whole rulebook.
const own = rulesWithExamples.filter(({ rule }) => rule.detector !== 'same-door');

describe.each(own.map((entry) => [entry.rule.id, entry] as const))(
  'R-301 rule %s',
  (id, { mustMatch, mustNotMatch }) => {
    it('finds what it must', () => {
      for (const example of mustMatch) {
        const { subject, places } = placesOf(example);
        expect(detectIn(places, subject).map(({ rule }) => rule)).toContain(id);
      }
    });

    it('leaves alone what it must', () => {
      for (const example of mustNotMatch) {
        const { subject, places } = placesOf(example);
        expect(detectIn(places, subject)).toEqual([]);
      }
    });
  },
);
