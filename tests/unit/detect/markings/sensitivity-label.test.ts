// Sensitivity labels are facts; those that map to a level are markings.
import { describe, expect, it } from 'vitest';
import { examined, shippedSchemes } from './schemes.ts';

const guid = '2f6c1f0e-4c39-4f0d-9a0e-5a7d1f2b3c4d';
const site = '9b1d2c3e-0a6b-4f0e-8f62-2f4e0f2f9c11';
const field = (name: string, enabled = 'true') =>
  `MSIP_Label_${guid}_Enabled=${enabled}; MSIP_Label_${guid}_Name=${name}; MSIP_Label_${guid}_SiteId=${site}`;

describe('R-204 sensitivity labels', () => {
  it('R-204 a label with the name of a level is a marking', () => {
    const { findings, classification } = examined([], { msip_labels: field('Protected B') });
    expect(findings).toMatchObject([
      {
        rule: 'markings/sensitivity-label',
        value: { scheme: 'ca-gc', level: 'PROTECTED B', label: { name: 'Protected B', guid, site } },
      },
    ]);
    expect(classification?.carrier).toBe('header:msip_labels');
  });

  it('R-204 another label is a fact and classifies nothing', () => {
    const { findings, classification } = examined([], { msip_labels: field('General') });
    expect(findings).toMatchObject([{ severity: 'low', value: { label: { name: 'General', guid, site } } }]);
    expect(findings[0]?.value).not.toHaveProperty('level');
    expect(classification).toBeNull();
  });

  it('R-202 the organisation maps a GUID to a level', () => {
    const { classification } = examined(
      [],
      { msip_labels: field('Interne 3') },
      shippedSchemes({ [guid.toUpperCase()]: 'PROTECTED C' }),
    );
    expect(classification?.level).toBe('PROTECTED C');
  });

  it('R-204 a label taken off again is not in force', () => {
    expect(examined([], { msip_labels: field('Secret', 'false') }).classification).toBeNull();
  });

  it('R-204 properties of a document make one label', () => {
    const property = (key: string, text: string) => ({
      kind: 'property' as const,
      label: `MSIP_Label_${guid}_${key}`,
      text,
    });
    const { findings } = examined([
      property('Enabled', 'true'),
      property('Name', 'ISC: Highly Restricted'),
      property('SiteId', site),
    ]);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.value).toMatchObject({
      scheme: 'calgary-isc',
      level: 'HIGHLY RESTRICTED',
      label: { guid, site },
    });
  });

  it('R-204 LabelInfo.xml names the GUID only', () => {
    const xml = `<clbl:labelList xmlns:clbl="x"><clbl:label id="{${guid}}" enabled="1" method="Standard" siteId="{${site}}" /></clbl:labelList>`;
    const { findings } = examined([{ kind: 'property', label: 'docMetadata/LabelInfo.xml', text: xml }]);
    expect(findings[0]?.value).toEqual({ label: { name: null, guid, site } });
  });

  it('R-204 a field without a whole GUID is no label', () => {
    expect(examined([], { msip_labels: 'MSIP_Label_2f6c_Enabled=true' }).findings).toEqual([]);
  });
});
