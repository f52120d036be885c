// A file may be named after its password: what is kept and shown of it then says that there was one, not which.
import { describe, expect, it } from 'vitest';
import { secretsFound, secretsInNames, withMaskedNames } from '../../../core/mail/record/masked-names.ts';
import type { Examination } from '../../../core/model/examination.ts';
import type { Finding } from '../../../core/model/finding.ts';
import type { Part, Reading } from '../../../core/model/part.ts';

const said = 'The password is Maple>42, see the file.';
const disclosure: Finding = {
  rule: 'credentials/password-disclosed',
  kind: 'credential',
  severity: 'high',
  confidence: 0.9,
  where: 'body',
  offset: said.indexOf('Maple'),
  length: 'Maple>42'.length,
  value: { type: 'password', fingerprint: '0123456789abcdef' },
  owner: null,
};
const locked: Finding = {
  ...disclosure,
  rule: 'unreadable/encrypted',
  kind: 'unreadable',
  where: 'attachment:Maple_42.zip>plan.doc',
  value: { why: 'encrypted', name: 'Maple>42.zip' },
};

function part(path: string, name: string | null): Part {
  return {
    path,
    role: 'attachment',
    name,
    declaredType: null,
    type: 'application/zip',
    bytes: 1,
    sha256: '',
    read: 'full',
    facts: [],
  };
}

const readings: readonly Reading[] = [
  { part: part('body', null), regions: [{ where: 'body', kind: 'body', text: said }] },
];

function examined(findings: readonly Finding[]): Examination {
  const facts = {
    findings,
    parts: [part('body', null), part('attachment:Maple_42.zip', 'Maple>42.zip')],
    defects: [{ kind: 'no-closing-boundary', where: 'attachment:Maple_42.zip', hidesPayload: false }],
  };
  return {
    id: '',
    bytes: 1,
    headers: {
      subject: '',
      from: [],
      to: [],
      cc: [],
      bcc: [],
      returnPath: null,
      messageId: null,
      received: 0,
    },
    protection: 'none',
    classification: {
      scheme: 'ca-gc',
      level: 'SECRET',
      rank: 5,
      sensitive: true,
      carrier: 'attachment:Maple_42.zip>a#body',
    },
    timings: { parse: 0, extract: 0, detect: 0 },
    ...facts,
    secretsInNames: secretsInNames(secretsFound(findings, readings), facts),
  };
}

describe('names that say a secret', () => {
  it('R-303 are masked wherever they would be kept or shown, also in the form they have in a path', () => {
    const shown = withMaskedNames(examined([disclosure, locked]));
    expect(JSON.stringify(shown)).not.toMatch(/Maple/);
    expect(shown.parts[1]?.path).toBe('attachment:(secret 01234567).zip');
    expect(shown.findings[1]?.where).toBe('attachment:(secret 01234567).zip>plan.doc');
    expect(shown.classification?.carrier).toBe('attachment:(secret 01234567).zip>a#body');
  });

  it('R-303 do not stay with the examination once they are masked', () => {
    expect(withMaskedNames(examined([disclosure])).secretsInNames).toBeUndefined();
  });

  it('stay as they are when nothing was disclosed', () => {
    const examination = examined([locked]);
    expect(withMaskedNames(examination).parts[1]?.path).toBe('attachment:Maple_42.zip');
  });
});
