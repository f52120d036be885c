// Reads Microsoft sensitivity labels: the `msip_labels` field, document properties MSIP_Label_<guid>_*, and LabelInfo.xml.
import type { TextRegion } from '../../../model/part.ts';

export interface SensitivityLabel {
  /** Lower case, without braces. */
  readonly guid: string;
  /** Null where only the GUID is written down (LabelInfo.xml). */
  readonly name: string | null;
  readonly site: string | null;
  /** False for a label that was taken off again: a fact, but not in force. */
  readonly enabled: boolean;
}

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const prefix = 'msip_label_';
const guidLength = 36;
const longestField = 100_000;

interface Draft {
  name: string | null;
  site: string | null;
  enabled: boolean;
}

/** Labels of one header field value (`MSIP_Label_<guid>_Key=Value; …`), in order. */
export function labelsInField(value: string): readonly SensitivityLabel[] {
  const drafts = new Map<string, Draft>();
  for (const piece of value.slice(0, longestField).split(';')) {
    const equals = piece.indexOf('=');
    if (equals < 0) continue;
    // Folding may have put a space into a long key.
    note(drafts, piece.slice(0, equals).replaceAll(/\s/g, ''), piece.slice(equals + 1).trim());
  }
  return labelsOf(drafts);
}

/** Labels of one part, from its property regions. */
export function labelsInProperties(regions: readonly TextRegion[]): readonly SensitivityLabel[] {
  const drafts = new Map<string, Draft>();
  for (const region of regions) {
    if (region.kind !== 'property') continue;
    if (region.label !== undefined) note(drafts, region.label, region.text.trim());
    if (region.text.includes('labelList') || /labelinfo/i.test(region.label ?? ''))
      noteXml(drafts, region.text.slice(0, longestField));
  }
  return labelsOf(drafts);
}

export function isLabelProperty(name: string): boolean {
  return name.slice(0, prefix.length).toLowerCase() === prefix || /labelinfo/i.test(name.slice(0, 200));
}

function note(drafts: Map<string, Draft>, key: string, value: string): void {
  const lower = key.slice(0, 200).toLowerCase();
  if (!lower.startsWith(prefix)) return;
  const guid = lower.slice(prefix.length, prefix.length + guidLength);
  if (!guidPattern.test(guid)) return;
  const draft = drafts.get(guid) ?? { name: null, site: null, enabled: true };
  drafts.set(guid, draft);
  const field = lower.slice(prefix.length + guidLength + 1);
  if (field === 'name') draft.name = value.slice(0, 200);
  else if (field === 'siteid') draft.site = value.slice(0, 100);
  else if (field === 'enabled') draft.enabled = value.toLowerCase() !== 'false' && value !== '0';
}

/** `<clbl:label id="{guid}" enabled="1" siteId="{guid}" …/>` */
function noteXml(drafts: Map<string, Draft>, xml: string): void {
  for (const element of xml.split('<').slice(0, 100)) {
    const tag = element.slice(0, 2000);
    if (!/^(?:\w+:)?label\s/.test(tag.slice(0, 40))) continue;
    const guid = attribute(tag, 'id')?.toLowerCase();
    if (guid === undefined || !guidPattern.test(guid)) continue;
    const known = drafts.get(guid);
    drafts.set(guid, {
      name: known?.name ?? attribute(tag, 'name') ?? null,
      site: known?.site ?? attribute(tag, 'siteId') ?? null,
      enabled: attribute(tag, 'enabled') !== '0' && attribute(tag, 'removed') !== '1',
    });
  }
}

function attribute(tag: string, name: string): string | undefined {
  const at = tag.indexOf(` ${name}="`);
  if (at < 0) return undefined;
  const start = at + name.length + 3;
  const end = tag.indexOf('"', start);
  return end < 0 ? undefined : tag.slice(start, end).replace(/^\{|\}$/g, '');
}

function labelsOf(drafts: ReadonlyMap<string, Draft>): readonly SensitivityLabel[] {
  return [...drafts].map(([guid, draft]) => ({ guid, ...draft }));
}
