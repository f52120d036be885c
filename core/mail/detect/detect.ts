// Runs every detector over what was read. A detector that fails is a finding that holds the mail, never silence.
import type { Finding } from '../../model/finding.ts';
import { detectCredentials } from './credentials/detect-credentials.ts';
import type { Detector, DetectorInput } from './detector.ts';
import { detectMarkings } from './markings/detect-markings.ts';
import { detectUnreadable } from './unreadable/detect-unreadable.ts';
import { detectUnsafe } from './unsafe/detect-unsafe.ts';

const detectors: ReadonlyMap<string, Detector> = new Map([
  ['unreadable', detectUnreadable],
  ['unsafe', detectUnsafe],
  ['markings', detectMarkings],
  ['credentials', detectCredentials],
]);

/** Detectors that tell nothing of what a mail says; the others do not run over mail of exempt people. */
const blindToContent: ReadonlySet<string> = new Set(['unreadable', 'unsafe']);

/** Findings in the order of the detectors; the owner is whoever answers for a shared mailbox that sent the mail. */
export function detect(input: DetectorInput): readonly Finding[] {
  const owner = ownerOf(input);
  const due = [...detectors].filter(([name]) => input.context.exempt !== true || blindToContent.has(name));
  return due.flatMap(([name, detector]) => {
    try {
      return detector(input).map((finding) => (owner === null ? finding : { ...finding, owner }));
    } catch {
      return [failed(name)];
    }
  });
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
