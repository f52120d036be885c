// Sensitivity-label fields as mail programs of several tenants write them, read from the bytes of a mail.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { detectMarkings } from '../../../../core/mail/detect/markings/detect-markings.ts';
import { labelsInField } from '../../../../core/mail/detect/markings/sensitivity-label.ts';
import { parse } from '../../../../core/mail/parse/parse.ts';
import { head } from '../../../corpus/make/mail.ts';
import { emptyRulebook } from './schemes.ts';

interface Label {
  readonly guid: string;
  readonly name: string;
  readonly site: string;
  readonly enabled: boolean;
}

function guidOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

const tenants = ['north', 'south', 'harbour', 'lakes'];
const names = [
  'Protected B',
  'Internal\\All employees',
  'General',
  'Öffentlich',
  'Très secret',
  'a=b',
  'Highly Confidential',
];

function label(i: number, enabled = true): Label {
  const tenant = tenants[i % tenants.length] ?? '';
  return { guid: guidOf(`label ${i}`), name: names[i % names.length] ?? '', site: guidOf(tenant), enabled };
}

function pairs({ guid, name, site, enabled }: Label): readonly string[] {
  const key = `MSIP_Label_${guid}`;
  return [
    `${key}_ActionId=${guidOf(`action ${guid}`)}`,
    `${key}_ContentBits=0`,
    `${key}_Enabled=${enabled}`,
    `${key}_Method=Privileged`,
    `${key}_Name=${name}`,
    `${key}_SetDate=2026-01-12T09:30:00Z`,
    `${key}_SiteId=${site}`,
  ];
}

/** How one program or another writes the same labels into the head of a mail. */
const writers: Readonly<Record<string, (labels: readonly Label[]) => readonly string[]>> = {
  'on one line': (labels) => [`msip_labels: ${labels.flatMap(pairs).join('; ')};`],
  folded: (labels) => [`msip_labels: ${labels.flatMap(pairs).join(';\r\n ')}`],
  'folded by a tab, in capitals': (labels) => [`MSIP_Labels: ${labels.flatMap(pairs).join(';\r\n\t')};`],
  'without spaces, backwards': (labels) => [`msip_labels: ${labels.flatMap(pairs).reverse().join(';')}`],
  'one field a label': (labels) => labels.map((one) => `msip_labels: ${pairs(one).join('; ')}`),
  'GUID in capitals': (labels) => [
    `msip_labels: ${labels
      .flatMap(pairs)
      .map((pair) => pair.replace(/Label_[0-9a-f-]+/, (guid) => guid.toUpperCase().replace('LABEL', 'Label')))
      .join('; ')}`,
  ],
};

const sets: readonly (readonly Label[])[] = [
  [label(0)],
  [label(1)],
  [label(2), label(3)],
  [label(4, false), label(5)],
  [label(6), label(7, false), label(8)],
];

async function labelsOfMail(fields: readonly string[]): Promise<readonly unknown[]> {
  const message = await parse(
    Buffer.from([...head({ path: 'labels' }), ...fields, '', 'Please see below.', ''].join('\r\n')),
  );
  const context = { mailFrom: '', ocr: false };
  return detectMarkings({ message, readings: [], context, rulebook: emptyRulebook(), fingerprint: () => '' })
    .filter(({ rule }) => rule === 'markings/sensitivity-label')
    .map(({ value }) => ({ ...(value?.label as object), enabled: value?.enabled !== false }));
}

describe('R-204 label fields of several tenants', () => {
  const cases = Object.keys(writers).flatMap((writer) => sets.map((set, i) => [writer, i, set] as const));
  it.each(cases)('R-204 %s, set %i', async (writer, _, set) => {
    const found = await labelsOfMail(writers[writer]?.(set) ?? []);
    const byGuid = (one: unknown, other: unknown) => JSON.stringify(one).localeCompare(JSON.stringify(other));
    const wanted = set.map(({ name, guid, site, enabled }) => ({ name, guid, site, enabled }));
    expect([...found].sort(byGuid)).toEqual([...wanted].sort(byGuid));
  });

  it('R-204 a label set anew counts as it was set last', () => {
    const again = `${pairs(label(0, false)).join('; ')}; ${pairs(label(0)).join('; ')}`;
    expect(labelsInField(again)).toMatchObject([{ guid: label(0).guid, enabled: true }]);
  });
});
