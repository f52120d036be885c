// Who counts as internal, partner, personal or external, and why.
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { givenNames } from '../../../core/mail/decide/given-names.ts';
import { relationOf } from '../../../core/mail/decide/relation.ts';
import type { Organisation } from '../../../core/model/pack.ts';

const organisation: Organisation = {
  name: { en: 'Agency', fr: 'Agence' },
  domains: ['agency.example'],
  partners: [
    { domain: 'partner.example', encrypted: true },
    { domain: 'gmail-partner.example', encrypted: false },
  ],
  contact: 'c@agency.example',
  noticeFrom: 'p@agency.example',
  declaredPersonal: ['declared@club.example', 'homes.example'],
  sharedMailboxes: {},
  exempt: [],
};
const { files } = readPolicyFolder('policy');
const listed = (name: string) =>
  new Set(
    (files.get(`policy/lists/${name}.txt`) ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#')),
  );
const lists = {
  ispDomains: listed('isp-domains'),
  roleWords: listed('role-words'),
  givenNames: givenNames(listed('given-names')),
};

const jane = { name: 'Jane Doe', address: 'jane.doe@agency.example' };

function relation(address: string, name = '', sender = jane) {
  return relationOf({ name, address }, [sender], organisation, lists);
}

describe('R-208 relation by domain', () => {
  it.each([
    ['x@agency.example', 'internal', null],
    ['x@mail.Agency.Example', 'internal', null],
    ['x@notagency.example', 'external', null],
    ['x@agency.example.evil.example', 'external', null],
    ['jane.doe@partner.example', 'partner', null],
    ['x@deep.partner.example', 'partner', null],
    ['x@gmail.com', 'personal', 'free-mail provider'],
    ['x@GMAIL.com.', 'personal', 'free-mail provider'],
    ['x@sympatico.ca', 'personal', 'internet provider'],
    ['x@pop.telus.net', 'personal', 'internet provider'],
    ['Declared@club.example', 'personal', 'declared personal address'],
    ['anybody@homes.example', 'personal', 'declared personal address'],
    ['other@club.example', 'external', null],
    ['unknown@invalid', 'external', null],
    ['not an address', 'external', null],
    ['x@[192.0.2.1]', 'external', null],
  ])('%s is %s', (address, expected, reason) => {
    expect(relation(address)).toMatchObject({ relation: expected, reason });
  });
});

describe("R-208 likeness to the sender's own name at any outside domain", () => {
  it.each([
    'jane.doe',
    'doe.jane',
    'JaneDoe',
    'jane_doe77',
    'jdoe',
    'doej',
    'j.doe',
    'janed',
    'jane.m.doe',
    'janemdoe',
    'mrs-jane-doe',
    'jane.doe+lists',
    'janedoe1980',
  ])('%s@family.example is hers', (local) => {
    expect(relation(`${local}@family.example`).relation).toBe('personal');
  });

  it.each([
    'john.doe',
    'jane',
    'doe',
    'janet.dole',
    'info',
    'j.do',
    'jane.doerr',
    'mary.doe',
    'jd',
    'service.jane.doe',
  ])('%s@family.example is not', (local) => {
    expect(relation(`${local}@family.example`).relation).toBe('external');
  });

  it.each([
    ['me@janedoe.example', '', "domain is the person's name"],
    ['jane@doe.example', '', "domain is the person's name"],
    ['x77@family.example', 'Doe, Jane', "display name is the person's own"],
  ])('%s "%s": %s', (address, name, reason) => {
    expect(relation(address, name)).toEqual({ relation: 'personal', reason, own: true });
  });

  it('looks past accents and their spellings', () => {
    const sender = { name: 'Jérôme Müller', address: 'jmuller@agency.example' };
    expect(relation('jerome.mueller@family.example', '', sender).relation).toBe('personal');
    expect(relation('mueller.j@family.example', '', sender).relation).toBe('personal');
  });

  it('recognises the same account name elsewhere, without its digits', () => {
    const sender = { name: '', address: 'kowalt@agency.example' };
    expect(relation('kowalt55@family.example', '', sender).relation).toBe('personal');
    expect(relation('kowalta@family.example', '', sender).relation).toBe('external');
  });

  it('takes nobody for a person who writes for a function', () => {
    const sender = { name: 'Human Resources', address: 'info@agency.example' };
    expect(relation('info@other.example', '', sender).relation).toBe('external');
    expect(relation('human.resources@other.example', 'Human Resources', sender).relation).toBe('external');
  });
});
