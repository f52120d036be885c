// Domains in the one form in which they are compared.
import { domainToASCII } from 'node:url';
import { expect, it } from 'vitest';
import { partsOf } from '../../../core/mail/decide/address.ts';

const plain = ['mail.Agency.example', 'a-b.c--d.co', '-a.b-', 'xn--bcher-kva.example', 'a..b', 'a.b.', 'example'];
const numbers = ['1.2.3', '0x7f.1', '192.0.2.1.example', '4.0xe', 'a.1'];
const others = ['bücher.example', 'ＡＧＥＮＣＹ.example', 'a_b.example', 'a b.example', 'a%41.example', 'a。b'];

it('R-208 compares domains as browsers do, the common ones without asking', () => {
  for (const domain of [...plain, ...numbers, ...others]) {
    const bare = domain.toLowerCase().replace(/\.$/, '');
    expect([domain, partsOf(`ana@${domain}`).domain]).toEqual([domain, domainToASCII(bare) || bare]);
  }
});
