// Whether a number can be what it looks like: check digits and structure of identifiers, by the name that rules give the check.

export type Check = (compact: string) => boolean;

/** `compact` is the value without separators, letters in upper case, at most 40 characters. */
export const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['none', () => true],
  ['luhn', luhn],
  ['card', isCard],
  ['sin', (digits) => /^[1-79]/.test(digits) && varied(digits) && luhn(digits)],
  ['business-number', (text) => luhn(text.slice(0, 9)) && varied(text.slice(0, 9))],
  ['iban', isIban],
  ['nhs', (digits) => varied(digits) && elevens(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2])],
  ['nino', isNino],
  ['utr', isUtr],
  ['tfn', (digits) => varied(digits) && weighed(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0],
  ['medicare-au', isMedicare],
  ['abn', isAbn],
  ['bc-health', isBritishColumbian],
  ['sk-health', (digits) => weighed(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0],
  ['ontario-health', (text) => varied(text.slice(0, 10)) && luhn(text.slice(0, 10))],
  ['ramq', isRamq],
  ['nir', isNir],
  ['ssn', isSocialSecurityNumber],
  ['uk-driver', isBritishLicence],
  ['passport-line', isPassportLine],
]);

/** ISO/IEC 7812-1, annex B. */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const twice = digit * 2;
    sum += i % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

function weighed(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * (digits.charCodeAt(i) - 48), 0);
}

/** More than two different digits: runs of one are fillers. */
function varied(digits: string): boolean {
  return new Set(digits).size > 2;
}

/** The last digit makes the weighed sum a multiple of eleven; a check digit of ten is never given out. */
function elevens(digits: string, weights: readonly number[]): boolean {
  const check = (11 - (weighed(digits, weights) % 11)) % 11;
  return check < 10 && digits.charCodeAt(weights.length) - 48 === check;
}

/** Number ranges of the card schemes and the lengths they use. */
const cardRanges: readonly (readonly [from: number, to: number, prefix: number, lengths: readonly number[]])[] = [
  [4, 4, 1, [13, 16, 19]], // Visa
  [51, 55, 2, [16]],
  [2221, 2720, 4, [16]], // Mastercard
  [34, 34, 2, [15]],
  [37, 37, 2, [15]], // American Express
  [300, 305, 3, [14, 16]],
  [36, 36, 2, [14, 16]],
  [38, 39, 2, [14, 16]], // Diners Club
  [6011, 6011, 4, [16, 19]],
  [644, 659, 3, [16, 19]], // Discover
  [35, 35, 2, [16, 19]],
  [1800, 1800, 4, [15]],
  [2131, 2131, 4, [15]], // JCB
  [62, 62, 2, [16, 17, 18, 19]], // UnionPay
  [5018, 5038, 4, [12, 13, 14, 15, 16, 18, 19]],
  [56, 58, 2, [12, 13, 14, 15, 16, 18, 19]],
  [6304, 6304, 4, [12, 13, 14, 15, 16, 18, 19]],
  [6390, 6390, 4, [12, 13, 14, 15, 16, 18, 19]],
  [6759, 6763, 4, [12, 13, 14, 15, 16, 18, 19]], // Maestro
  [60, 60, 2, [16]],
  [2200, 2204, 4, [16, 19]],
];

function isCard(digits: string): boolean {
  const known = cardRanges.some(([from, to, prefix, lengths]) => {
    const head = Number(digits.slice(0, prefix));
    return head >= from && head <= to && lengths.includes(digits.length);
  });
  return known && new Set(digits).size > 1 && luhn(digits);
}

/** ISO 13616: lengths by country. */
const ibanLengths: ReadonlyMap<string, number> = new Map(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
    .split(' ')
    .map((each) => [each.slice(0, 2), Number(each.slice(2))]),
);

function isIban(text: string): boolean {
  return ibanLengths.get(text.slice(0, 2)) === text.length && remainder97(text.slice(4) + text.slice(0, 4)) === 1;
}

/** Letters count as 10 to 35 (ISO/IEC 7064). */
function remainder97(text: string): number {
  let rest = 0;
  for (const sign of text)
    for (const digit of String(Number.parseInt(sign, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return rest;
}

function isNino(text: string): boolean {
  return !/^(?:BG|GB|KN|NK|NT|TN|ZZ)|^[DFIQUV]|^.[DFIQUVO]/.test(text);
}

function isUtr(digits: string): boolean {
  const rest = weighed(digits.slice(1), [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11;
  return varied(digits) && '21987654321'[rest] === digits[0];
}

function isMedicare(digits: string): boolean {
  return /^[2-6]/.test(digits) && weighed(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === digits.charCodeAt(8) - 48;
}

function isAbn(digits: string): boolean {
  const first = String(Number(digits[0]) - 1);
  return digits[0] !== '0' && weighed(first + digits.slice(1), [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) % 89 === 0;
}

function isBritishColumbian(digits: string): boolean {
  const sum = [2, 4, 8, 5, 10, 9, 7, 3].reduce((all, weight, i) => all + ((weight * Number(digits[i + 1])) % 11), 0);
  return digits[0] === '9' && 11 - (sum % 11) === Number(digits[9]);
}

/** Four letters of the name, then year, month (women 50 more), day. */
function isRamq(text: string): boolean {
  const month = Number(text.slice(6, 8)) % 50;
  const day = Number(text.slice(8, 10));
  return month >= 1 && month <= 12 && Number(text.slice(6, 8)) <= 62 && day >= 1 && day <= 31;
}

/** French social security number; Corsica writes 2A and 2B. */
function isNir(text: string): boolean {
  const body = text.slice(0, 13).replace('2A', '19').replace('2B', '18');
  let rest = 0;
  for (const digit of body) rest = (rest * 10 + Number(digit)) % 97;
  const month = Number(text.slice(3, 5));
  return ((month >= 1 && month <= 12) || (month >= 20 && month <= 42)) && 97 - rest === Number(text.slice(13));
}

function isSocialSecurityNumber(digits: string): boolean {
  return !/^(?:000|666|\d{3}00\d{4}|\d{5}0000)|^(?:123456789|078051120)$/.test(digits) && varied(digits);
}

function isBritishLicence(text: string): boolean {
  const month = Number(text.slice(6, 8)) % 50;
  const day = Number(text.slice(8, 10));
  return month >= 1 && month <= 12 && Number(text.slice(6, 8)) <= 62 && day >= 1 && day <= 31;
}

/** The second line of a passport (ICAO 9303-4): number, birth and expiry each with a check digit. */
function isPassportLine(text: string): boolean {
  const checked = [
    [0, 9],
    [13, 19],
    [21, 27],
  ] as const;
  return checked.every(([from, to]) => checkDigit9303(text.slice(from, to)) === Number(text[to]));
}

function checkDigit9303(text: string): number {
  const weights = [7, 3, 1];
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] ?? '<';
    sum += (sign === '<' ? 0 : Number.parseInt(sign, 36)) * (weights[i % 3] ?? 0);
  }
  return sum % 10;
}
