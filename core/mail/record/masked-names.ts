// Names of files and sheets are facts that are kept and shown, unless they say a secret.
import type { Examination, NamedSecret } from '../../model/examination.ts';
import type { Finding } from '../../model/finding.ts';
import type { Reading, TextRegion } from '../../model/part.ts';

const mostSecrets = 2_000;
/** Shorter ones say nothing by themselves and would blot out half of what is shown. */
const shortestSecret = 3;
const shownDigits = 8;

/** Each secret that was found, in the texts it was found in; a copy elsewhere is no finding of its own. */
export function secretsFound(findings: readonly Finding[], readings: readonly Reading[]): readonly NamedSecret[] {
  const found = findings.filter(({ kind, offset }) => kind === 'credential' && offset !== undefined);
  if (found.length === 0) return [];
  const regions = Map.groupBy(
    readings.flatMap((reading) => reading.regions),
    ({ where }) => where,
  );
  const secrets = new Map<string, NamedSecret>();
  for (const finding of found.slice(0, mostSecrets)) {
    for (const region of regions.get(finding.where) ?? []) {
      const secret = secretIn(region, finding);
      if (secret.length >= shortestSecret) secrets.set(secret, { secret, shown: shownAs(finding) });
    }
  }
  // The longest first: one may be a part of another.
  return [...secrets.values()].sort((a, b) => b.secret.length - a.secret.length);
}

function secretIn({ text }: TextRegion, { offset = 0, length = 0 }: Finding): string {
  return text.slice(offset, offset + length);
}

function shownAs({ value }: Finding): string {
  return `(secret ${String(value?.fingerprint ?? '').slice(0, shownDigits)})`;
}

/** Those of them that stand in a place that the examination names. */
export function secretsInNames(
  secrets: readonly NamedSecret[],
  { findings, parts, defects }: Pick<Examination, 'findings' | 'parts' | 'defects'>,
): readonly NamedSecret[] {
  const names = JSON.stringify([
    findings.map(({ where, value }) => [where, value]),
    parts.map(({ path, name }) => [path, name]),
    defects.map(({ where }) => where),
  ]);
  return secrets
    .flatMap(({ secret, shown }) => [...new Set([secret, inPath(secret)])].map((form) => ({ secret: form, shown })))
    .filter(({ secret }) => names.includes(JSON.stringify(secret).slice(1, -1)));
}

/** Signs that mean something in a path are underlines there. */
function inPath(secret: string): string {
  return secret.replace(/[>#\u0000-\u001f\u007f]/g, '_');
}

/** The examination as it may be kept, told and shown. Paths in it need not be those of the message any more. */
export function withMaskedNames(examination: Examination): Examination {
  const { secretsInNames: secrets = [], ...shown } = examination;
  if (secrets.length === 0) return shown;
  const mask = (text: string) => masked(text, secrets);
  const { classification } = shown;
  return {
    ...shown,
    findings: shown.findings.map((finding) => ({
      ...finding,
      where: mask(finding.where),
      value: finding.value === null ? null : maskedValue(finding.value, mask),
    })),
    parts: shown.parts.map((part) => ({
      ...part,
      path: mask(part.path),
      name: part.name === null ? null : mask(part.name),
    })),
    defects: shown.defects.map((defect) => ({ ...defect, where: mask(defect.where) })),
    classification: classification === null ? null : { ...classification, carrier: mask(classification.carrier) },
  };
}

/** Words of ours are not names: only a fact that was taken from the message can say the secret. */
function maskedValue(
  value: Readonly<Record<string, unknown>>,
  mask: (text: string) => string,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(value).map(([field, fact]) => [
      field,
      typeof fact === 'string' && field !== 'fingerprint' ? mask(fact) : fact,
    ]),
  );
}

/** The text with every such secret blotted out. */
export function masked(text: string, secrets: readonly NamedSecret[]): string {
  return secrets.reduce((left, { secret, shown }) => left.replaceAll(secret, () => shown), text);
}
