// Address lists as people and forgers write them.
import { describe, expect, it } from 'vitest';
import { readAddresses } from '../../../core/mail/parse/addresses.ts';

const read = (value: string): string[] => readAddresses(value).addresses.map((one) => `${one.name}|${one.address}`);

describe('readAddresses', () => {
  it.each([
    ['a@x.example, b@y.example', ['|a@x.example', '|b@y.example']],
    ['"Doe, Jane" <jane@x.example>', ['Doe, Jane|jane@x.example']],
    ['jane@x.example (Jane (J.) Doe)', ['Jane (J.) Doe|jane@x.example']],
    ['Team: a@x.example, B <b@x.example>;', ['|a@x.example', 'B|b@x.example']],
    ['undisclosed-recipients:;', []],
    ['=?utf-8?B?SsO8cmdlbg==?= <j@x.example>', ['Jürgen|j@x.example']],
    ['"a b"@x.example', ['|"a b"@x.example']],
    ['<@relay.example:a@x.example>', ['|a@x.example']],
    ['<>', ['|']],
    ['boss@agency.example <evil@x.example>', ['boss@agency.example|evil@x.example']],
    ['CEO <ceo@agency.example> <evil@x.example>', ['CEO|ceo@agency.example', 'CEO|evil@x.example']],
    ['a@x.example b@y.example', ['|a@x.example', '|b@y.example']],
    ['Unclosed <a@x.example', ['Unclosed|a@x.example']],
    ['"unclosed a@x.example', ['"unclosed|a@x.example']],
  ])('R-104 reads %s', (value, expected) => {
    expect(read(value)).toEqual(expected);
  });
});
