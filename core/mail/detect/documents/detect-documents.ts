// Recognises registered documents in what was read: copied passages, wherever they were pasted, and reworded copies.
import type { Finding } from '../../../model/finding.ts';
import type { TextRegion } from '../../../model/part.ts';
import type { DocumentLookup } from '../../../register-ports.ts';
import type { DetectorInput, LookingDetector } from '../detector.ts';
import { findCopies } from './find-copies.ts';
import { findRewordings } from './find-rewordings.ts';
import { type KnownDocuments, knownDocuments, type Recognised } from './known-documents.ts';
import { normalText } from './normal-text.ts';
import { areVersions } from './prints.ts';
import { type RegisterKey, registerKey } from './register-key.ts';
import { isPastable } from './running-texts.ts';

/** Findings of one message; a mail that copies from more documents is stopped by the first ones. */
const mostFindings = 50;

export const detectDocuments: LookingDetector = async (input) => {
  const register = input.registers?.documents;
  if (register === undefined || (await register.isEmpty())) return [];
  const key = registerKey(input.fingerprint);
  const known = knownDocuments(register);
  const findings: Finding[] = [];
  for (const reading of input.readings) {
    for (const region of reading.regions) {
      if (!isPastable(region.kind)) continue;
      findings.push(...(await findIn(region, register, known, key, input)));
    }
  }
  return strongest(findings);
};

async function findIn(
  region: TextRegion,
  register: DocumentLookup,
  known: KnownDocuments,
  key: RegisterKey,
  input: DetectorInput,
): Promise<readonly Finding[]> {
  const text = normalText(region.text);
  const copies = onePerVersion(await findCopies(text, register, known, key));
  const rewordings = onePerVersion(await findRewordings(text, register, known, key));
  // Whoever copied words for word need not be told that it also reads alike.
  const apart = rewordings.filter(
    ({ document }) => !copies.some((copy) => areVersions(copy.document.sketch, document.sketch)),
  );
  return [
    ...copies.map((each) => findingOf('documents/copied-passage', region, each, input)),
    ...apart.map((each) => findingOf('documents/reworded-copy', region, each, input)),
  ].flatMap((finding) => (finding === null ? [] : [finding]));
}

/** Of versions of one document, the one that was found best. */
function onePerVersion(all: readonly Recognised[]): readonly Recognised[] {
  const kept: Recognised[] = [];
  for (const each of [...all].sort((a, b) => b.confidence - a.confidence || b.share - a.share)) {
    if (kept.length >= mostFindings) break;
    if (!kept.some(({ document }) => areVersions(document.sketch, each.document.sketch))) kept.push(each);
  }
  return kept;
}

function findingOf(
  id: string,
  { where }: TextRegion,
  { document, confidence, offset, length, share }: Recognised,
  { rulebook }: DetectorInput,
): Finding | null {
  const rule = rulebook.rules.get(id);
  if (rule === undefined) return null;
  const { scheme, level, owner } = document;
  return {
    rule: id,
    kind: 'document',
    severity: rule.severity,
    confidence: Math.round(confidence * 1000) / 1000,
    where,
    offset,
    length,
    value: {
      document: document.id,
      ...(scheme === null ? {} : { scheme }),
      ...(level === null ? {} : { level }),
      ...(owner === null ? {} : { owner }),
      share: Math.round(share * 1000) / 1000,
    },
    owner: null,
  };
}

/** A body comes as text and as HTML: each document once a part that people would call one, the surest first. */
function strongest(findings: readonly Finding[]): readonly Finding[] {
  const best = new Map<string, Finding>();
  for (const finding of findings) {
    const place = `${finding.where.split(/[#:]/, 1)[0] === 'body' ? 'body' : finding.where}\0${finding.value?.document}`;
    const other = best.get(place);
    if (other === undefined || finding.confidence > other.confidence) best.set(place, finding);
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence).slice(0, mostFindings);
}
