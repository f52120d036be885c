// Every labelled set: where its files and labels are below the shared folder, how its mail travels, how it is scored.
import type { FileScanOptions } from '../../core/mail/scan-file.ts';
import type { Score } from './evaluation.ts';
import { archives } from './score/archives.ts';
import { australianMarks } from './score/australian-marks.ts';
import { bannerLines } from './score/banner-lines.ts';
import { copiedAnswers } from './score/copied-answers.ts';
import { disclosedPasswords, ownDisclosures, realMailPasswords } from './score/disclosed-passwords.ts';
import { documentTexts } from './score/document-texts.ts';
import { encryptedOffice } from './score/encrypted-office.ts';
import { evasiveStructure } from './score/evasive-structure.ts';
import { harmfulFiles } from './score/harmful-files.ts';
import { markedMails } from './score/marked-mails.ts';
import { officeThreats } from './score/office-threats.ts';
import { ordinaryMail } from './score/ordinary-mail.ts';
import { partTrees } from './score/part-trees.ts';
import { personalIdentifiers } from './score/personal-identifiers.ts';
import { scannedRecords } from './score/scanned-records.ts';
import { secretFiles } from './score/secret-files.ts';
import { sensitivityLabels } from './score/sensitivity-labels.ts';
import { sourceDocuments } from './score/source-documents.ts';
import { spfSuite } from './score/spf-suite.ts';
import { survival } from './score/survival.ts';
import { viewedFiles, viewedMails } from './score/viewed-mails.ts';

export interface EvaluationSet {
  readonly id: string;
  /** Archive, folder or file below the shared folder. */
  readonly files: string;
  readonly labels?: string;
  /** Files and labels stand in this repository instead: written for the project, so they may. */
  readonly own?: true;
  readonly pack: string;
  readonly mail: Partial<FileScanOptions>;
  /** The texts that were read are compared too. */
  readonly readings?: true;
  /** Null: nothing in the product answers this set yet. */
  readonly score: Score | null;
}

const inbound = { direction: 'inbound', to: ['staff@agency.example'] } as const;
const outbound = { direction: 'outbound' } as const;
const fromUs = { ...outbound, from: 'staff@agency.example', to: ['reader@outside.example'] } as const;
const pack = 'default';
const fewStopped = 'at most 0.1 %';

export const sets: readonly EvaluationSet[] = [
  {
    id: 'ham-spamassassin',
    files: 'corpora/ham-spamassassin.tar.gz',
    pack,
    mail: inbound,
    score: ordinaryMail(fewStopped),
  },
  { id: 'ham-lists', files: 'corpora/ham-lists.tar.gz', pack, mail: inbound, score: ordinaryMail(fewStopped) },
  {
    id: 'ham-lists-msip',
    files: 'corpora/ham-lists.tar.gz',
    labels: 'corpora/ham-lists-msip.tsv',
    pack,
    mail: inbound,
    score: sensitivityLabels,
  },
  {
    id: 'spam-spamassassin',
    files: 'corpora/spam-spamassassin.tar.gz',
    pack,
    mail: inbound,
    score: ordinaryMail(null),
  },
  {
    id: 'mime-evasion',
    files: 'corpora/mime-evasion.tar.gz',
    labels: 'corpora/mime-evasion.tsv',
    pack,
    mail: inbound,
    score: evasiveStructure,
  },
  {
    id: 'mime-structure-mime4j',
    files: 'corpora/mime-structure-mime4j.tar.gz',
    pack,
    mail: inbound,
    readings: true,
    score: partTrees,
  },
  { id: 'mime-structure-python', files: 'corpora/mime-structure-python.tar.gz', pack, mail: inbound, score: survival },
  { id: 'mime-structure-ruby', files: 'corpora/mime-structure-ruby.tar.gz', pack, mail: inbound, score: survival },
  { id: 'mime-structure-rspamd', files: 'corpora/mime-structure-rspamd.tar.gz', pack, mail: inbound, score: survival },
  {
    id: 'threat-clamav-testfiles',
    files: 'corpora/threat-clamav-testfiles.tar.gz',
    pack,
    mail: inbound,
    score: harmfulFiles,
  },
  { id: 'threat-oletools', files: 'corpora/threat-oletools.tar.gz', pack, mail: inbound, score: officeThreats },
  {
    id: 'archives-libarchive-uu',
    files: 'corpora/archives-libarchive-uu.tar.gz',
    pack,
    mail: inbound,
    score: archives,
  },
  { id: 'encrypted-office', files: 'corpora/encrypted-office.tar.gz', pack, mail: inbound, score: encryptedOffice },
  {
    id: 'documents-tika',
    files: 'corpora/documents-tika.tar.gz',
    labels: 'corpora/documents-tika-expected.tsv',
    pack,
    mail: inbound,
    readings: true,
    score: documentTexts,
  },
  {
    id: 'markings-us-banner',
    files: 'corpora/markings-us-banner.tsv',
    labels: 'corpora/markings-us-banner.tsv',
    pack,
    mail: fromUs,
    score: bannerLines,
  },
  { id: 'markings-au', files: 'corpora/markings-au.tar.gz', pack, mail: fromUs, score: australianMarks },
  {
    id: 'markings-declassified',
    files: 'corpora/markings-declassified.tar.gz',
    labels: 'corpora/markings-declassified.tsv',
    pack,
    mail: fromUs,
    score: scannedRecords,
  },
  {
    id: 'markings-dev',
    files: 'eval/markings-dev',
    labels: 'eval/markings-dev/labels.jsonl',
    pack,
    mail: outbound,
    score: markedMails,
  },
  {
    id: 'passwords-dev',
    files: 'eval/passwords-dev.jsonl',
    labels: 'eval/passwords-dev.jsonl',
    pack,
    mail: fromUs,
    readings: true,
    score: disclosedPasswords,
  },
  {
    id: 'passwords-own',
    files: 'tests/fixtures/disclosures',
    labels: 'tests/fixtures/disclosures',
    own: true,
    pack,
    mail: fromUs,
    readings: true,
    score: ownDisclosures,
  },
  {
    id: 'passwords-real-mail',
    files: 'corpora/passwords-real-mail.tar.gz',
    labels: 'corpora/passwords-real-mail.tsv',
    pack,
    mail: fromUs,
    score: realMailPasswords,
  },
  {
    id: 'secrets-credsweeper',
    files: 'corpora/secrets-credsweeper.tar.gz',
    pack,
    mail: fromUs,
    readings: true,
    score: secretFiles,
  },
  { id: 'authentication-spf', files: 'corpora/authentication-spf.tar.gz', pack, mail: inbound, score: spfSuite },
  {
    id: 'identifiers-presidio',
    files: 'corpora/identifiers-presidio.tar.gz',
    pack,
    mail: fromUs,
    readings: true,
    score: personalIdentifiers,
  },
  {
    id: 'copies-clough-stevenson',
    files: 'corpora/copies-clough-stevenson.tar.gz',
    pack,
    mail: fromUs,
    score: copiedAnswers,
  },
  { id: 'sources', files: 'sources', pack, mail: fromUs, score: sourceDocuments },
  ...(['spam-spamassassin', 'mime-evasion'] as const).map((name) => viewer(name, viewedMails)),
  ...(['threat-clamav-testfiles', 'threat-oletools'] as const).map((name) => viewer(name, viewedFiles)),
];

/** The same mails as another set, looked at in the console. */
function viewer(name: string, score: Score): EvaluationSet {
  return { id: `viewer-${name}`, files: `corpora/${name}.tar.gz`, pack, mail: inbound, score };
}
