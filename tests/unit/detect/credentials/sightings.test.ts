// Where a value may stand: what is no candidate here nothing later can find.
import { describe, expect, it } from 'vitest';
import { readEvidence } from '../../../../core/mail/detect/credentials/evidence.ts';
import { lexiconOf } from '../../../../core/mail/detect/credentials/lexicon.ts';
import { normalise } from '../../../../core/mail/detect/credentials/normalise.ts';
import { findSightings } from '../../../../core/mail/detect/credentials/sightings.ts';
import { unannounced } from '../../../../core/mail/detect/credentials/topics.ts';
import { rulebook } from './rulebook-from-files.ts';

function valuesIn(body: string): readonly string[] {
  const { text } = normalise(body);
  const evidence = readEvidence(text, lexiconOf(rulebook), unannounced);
  const sightings = findSightings(evidence);
  return evidence.source.tokens.flatMap((_, i) =>
    sightings.at(i).map(({ candidate: { start, end } }) => text.slice(start, end)),
  );
}

describe('R-301 several words may be one value', () => {
  it.each([
    ['Type seven herons wade and press OK.', 'seven herons wade'],
    ['The tablet wants otter lamp quarry, two capitals.', 'otter lamp quarry'],
    ['Le fichier s’ouvre avec truite sous la glace (espaces, accents).', 'truite sous la glace'],
    ['Vous ouvrirez le tout avec L’érable rêve encore, sans guillemets.', "L'érable rêve encore"],
    ['> what do I put when it asks?\nherring and chips, all lower case', 'herring and chips'],
    ['What opens the shed laptop?\nJo: purple whistle. no caps', 'purple whistle'],
    ['Salle 4 – la tablette demande hibou des neiges, puis OK', 'hibou des neiges'],
    ['Die Kasse verlangt graue forelle schläft, klein geschrieben.', 'graue forelle schläft'],
    ['La caja pide trucha bajo hielo, con espacios.', 'trucha bajo hielo'],
    [
      'Unlock the wallet with: orchard velvet spoon rebel ladder mango tiger quiet anchor denim frost uncle',
      'orchard velvet spoon rebel ladder mango tiger quiet anchor denim frost uncle',
    ],
    ['So the answer it wants is still heron.', 'heron'],
    ['Log in as admin and then purple whistle.', 'purple whistle'],
    ['À la barrière, tu donnes truite, pis tu entres.', 'truite'],
    ['Le portail demande un mot; suroît, avec l’accent.', 'suroît'],
    ['It takes the word butterscotch (small letters).', 'butterscotch'],
  ])('%s', (text, value) => {
    expect(valuesIn(text)).toContain(value);
  });

  it.each([
    'We walked along the river and had tea.',
    'Bring the blue folder and two pens, please.',
    'Nous avons longé la rivière jusqu’au village.',
  ])('but not in “%s”', (text) => {
    expect(valuesIn(text).filter((value) => value.includes(' '))).toEqual([]);
  });
});

describe('R-301 what is read out may be a value', () => {
  it.each([
    ['The door has buttons; 2 and 4 together, then 3, then turn the knob.', '2 and 4 together, then 3'],
    ['La grille : le 2 et le 4 ensemble, puis 3.', '2 et le 4 ensemble, puis 3'],
    ['It is capital T, i, n, capital E, a, four, zero.', 'capital T, i, n, capital E, a, four, zero'],
    [
      'C’est F comme Fernand, zéro, U comme Ursule, tiret, quatre.',
      'F comme Fernand, zéro, U comme Ursule, tiret, quatre',
    ],
    ['For the gate press nineteen, star, forty-four.', 'nineteen, star, forty-four'],
    ['Number pad: 2 then 4 then both 5 and 1 together.', '2 then 4 then both 5 and 1 together'],
    ['No portão é sete, sete, dois, asterisco.', 'sete, sete, dois, asterisco'],
    ['Le panneau, c’est vingt-deux, quarante-sept.', 'vingt-deux, quarante-sept'],
    ['Spin 23, then 100, then 51 and pull.', '23, then 100, then 51'],
  ])('%s', (text, value) => {
    expect(valuesIn(text)).toContain(value);
  });

  it('and of a list that goes on and on no more than the end', () => {
    const [value = '', ...more] = valuesIn('one, two and three, '.repeat(100)).filter((found) =>
      found.includes('two and'),
    );
    expect(more).toEqual([]);
    expect(value.split(' ').length).toBeLessThan(100);
  });

  it('also behind a list that goes on and on', () => {
    const spelled = 'b, seven, upper case Q, dash, m, nine';
    expect(valuesIn(`${'b, c, d, e, f, g, h, '.repeat(14)}${spelled}.`).some((value) => value.endsWith(spelled))).toBe(
      true,
    );
  });
});

describe('R-301 what stands in parts is one value', () => {
  it.each([
    ['Slowly: 5 – 0 – 3 – 3, then wait.', '5 – 0 – 3 – 3'],
    ['Dial 31 # 88 at the desk.', '31 # 88'],
    ['pump7/Culvert#7', 'Culvert#7'],
    ['inwards:Lily&Lamp9', 'Lily&Lamp9'],
    ['The PIN: 4471 - 2 digits', '4471'],
    ['Le code de la porte 2 – 48213.', '48213'],
  ])('%s', (text, value) => {
    expect(valuesIn(text)).toContain(value);
  });

  it.each([
    ['Le code de la porte 2 – 48213.', '2 – 48213'],
    ['The PIN: 4471 - 2 digits', '4471 - 2'],
  ])('but not on both sides of a dash in “%s”', (text, value) => {
    expect(valuesIn(text)).not.toContain(value);
  });
});

describe('R-301 a text that is still quoted-printable', () => {
  const filler = 'We have moved the old cabinet to the landing; it opens as it did. '.slice(0, 58);

  it.each([
    ['broken lines', `${filler} Password: Quay=\nl=C3=A9-9`, 'Quaylé-9'],
    ['a space at the end of a line', 'Password=3D Quay7Lamp=20\nbye', 'Quay7Lamp'],
    ['an apostrophe', 'Le code d=E2=80=99acc=C3=A8s est 48213', '48213'],
    ['what cannot be seen', 'Password: Quay7=E2=80=8BLamp', 'Quay7Lamp'],
  ])('is read with %s', (_, text, value) => {
    expect(valuesIn(text)).toContain(value);
  });

  it.each([
    ['PIN=482713 for the back door.\n\nsee =3D there', '482713'],
    ['The door code=AB1234 today.\n\nq=20\n', 'AB1234'],
    ['Key:=\nPassword=Quay81Lamp\nq=20\n', 'Quay81Lamp'],
    ['password: Quay7=4ALamp', 'Quay7=4ALamp'],
  ])('covers up nothing in %j', (text, value) => {
    expect(valuesIn(text)).toContain(value);
  });
});

describe('R-301 a word without end', () => {
  it('is no part of several words', () => {
    const values = valuesIn(`password is a${'.'.repeat(400)}b granite lamp heron`);
    expect(values.filter((value) => value.length > 300)).toEqual([]);
  });
});

describe('R-301 what is read out between lines of program text', () => {
  it('is a value', () => {
    const text = 'Password read out, in order\nfoo(a);\nbar(b);\nb, seven, upper case Q, dash, m, nine\nz();\nreturn;';
    expect(valuesIn(text)).toContain('b, seven, upper case Q, dash, m, nine');
  });
});

describe('R-301 a sentence with brackets and semicolons is no program text', () => {
  it.each([
    [
      'Use the account of the press office (comm_lac, Sturgeon.Yellow3) and choose “publish at eight”.',
      'Sturgeon.Yellow3',
    ],
    ['Le plan est chiffré; utiliser Sapin_77 (sans espace) pour ouvrir le tout demain, svp;', 'Sapin_77'],
  ])('%s', (text, value) => {
    expect(valuesIn(text)).toContain(value);
  });
});

describe('R-301 crafted text', () => {
  it.each([
    ['verbs of entering', 'type heron lamp quarry otter '],
    ['trigger words', 'the password is the code and the login with user secret key pin '],
    ['figures read out', 'one and then the two, '],
    ['groups of figures', '12 – 34 - 5 6 # 7 '],
  ])('has no more values than words: %s', (_, text) => {
    const words = text.trim().split(' ').length * 400;
    expect(valuesIn(text.repeat(400)).length).toBeLessThan(words);
  });
});
