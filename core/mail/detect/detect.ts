// Runs every detector over what was read. A detector that fails is a finding that holds the mail, never silence.
import type { Finding } from '../../model/finding.ts';
import { detectCredentials } from './credentials/detect-credentials.ts';
import { detectDeception } from './deception/detect-deception.ts';
import type { Detector, DetectorInput, LookingDetector } from './detector.ts';
import { detectDocuments } from './documents/detect-documents.ts';
import { detectIdentifiers } from './identifiers/detect-identifiers.ts';
import { detectRecords } from './identifiers/detect-records.ts';
import { detectMarkings } from './markings/detect-markings.ts';
import { detectUnacceptableUse } from './unacceptable-use/detect-unacceptable-use.ts';
import { detectUnreadable } from './unreadable/detect-unreadable.ts';
import { detectUnsafe } from './unsafe/detect-unsafe.ts';
import { detectUnwanted } from './unwanted/detect-unwanted.ts';

const detectors: ReadonlyMap<string, Detector> = new Map([
  ['unreadable', detectUnreadable],
  ['unsafe', detectUnsafe],
  ['markings', detectMarkings],
  ['credentials', detectCredentials],
  ['identifiers', detectIdentifiers],
  ['deception', detectDeception],
  ['unwanted', detectUnwanted],
  ['unacceptable-use', detectUnacceptableUse],
]);

/** Those that ask registers; all of them read content. */
const lookingDetectors: ReadonlyMap<string, LookingDetector> = new Map([
  ['documents', detectDocuments],
  ['records', detectRecords],
]);

/** Detectors that tell nothing of what a mail says; the others do not run over mail of exempt people. */
const blindToContent: ReadonlySet<string> = new Set(['unreadable', 'unsafe', 'deception']);

/** Findings in the order of the detectors; the owner is whoever answers for a shared mailbox that sent the mail. */
export function detect(input: DetectorInput): readonly Finding[] {
  const due = [...detectors].filter(([name]) => input.context.exempt !== true || blindToContent.has(name));
  return due.flatMap(([name, detector]) => {
    try {
      return owned(detector(input), input);
    } catch {
      return [failed(name)];
    }
  });
}

/** What registers of documents and records recognise; nothing where nothing is registered. Never rejects. */
export async function recognise(input: DetectorInput): Promise<readonly Finding[]> {
  if (input.registers === undefined || input.context.exempt === true) return [];
  const findings: Finding[] = [];
  for (const [name, detector] of lookingDetectors) {
    findings.push(
      ...(await detector(input).then(
        (found) => owned(found, input),
        () => [failed(name)],
      )),
    );
  }
  return findings;
}

function owned(findings: readonly Finding[], input: DetectorInput): readonly Finding[] {
  const owner = ownerOf(input);
  return owner === null ? findings : findings.map((finding) => ({ ...finding, owner }));
}

function failed(detector: string): Finding {
  return {
    rule: 'unreadable/detector-failed',
    kind: 'unreadable',
    severity: 'high',
    confidence: 1,
    where: 'message',
    value: { why: 'crashed', detector },
    owner: null,
  };
}

function ownerOf({ context, rulebook }: DetectorInput): string | null {
  const mailboxes = rulebook.pack.organisation.sharedMailboxes;
  return mailboxes[(context.mailFrom ?? '').toLowerCase()] ?? null;
}
