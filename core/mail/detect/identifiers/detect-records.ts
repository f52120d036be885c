// Recognises rows of registered tables, such as lists of clients or case numbers, in every text (exact data match, R-207).
import type { Finding } from '../../../model/finding.ts';
import type { TextRegion } from '../../../model/part.ts';
import type { LookingDetector } from '../detector.ts';
import { registerKey } from '../documents/register-key.ts';
import { type FoundRecords, findRecords } from './find-records.ts';
import { textValues } from './text-values.ts';

const rule = 'identifiers/known-record';
/** A single value can be somebody else's by chance; two of one record cannot. */
const confidenceOfOne = 0.9;
const confidenceOfSeveral = 0.98;

export const detectRecords: LookingDetector = async ({ readings, registers, fingerprint, rulebook }) => {
  const tables = (await registers?.records.tables()) ?? [];
  const severity = rulebook.rules.get(rule)?.severity;
  if (registers === undefined || severity === undefined || tables.length === 0) return [];
  const key = registerKey(fingerprint);
  const findings: Finding[] = [];
  for (const region of readings.flatMap((reading) => reading.regions)) {
    if (region.text.length < 3) continue;
    const values = textValues(region.text, key);
    for (const table of tables) {
      const found = await findRecords(values, table, registers.records);
      if (found !== null) findings.push(findingOf(found, region, severity));
    }
  }
  return findings;
};

function findingOf(found: FoundRecords, { where }: TextRegion, severity: Finding['severity']): Finding {
  const { scheme, level, owner, name } = found.table;
  return {
    rule,
    kind: 'identifier',
    severity,
    confidence: found.columns.length > 1 ? confidenceOfSeveral : confidenceOfOne,
    where,
    offset: found.offset,
    length: found.length,
    value: {
      type: 'known-record',
      table: name,
      columns: found.columns,
      total: found.rows,
      ...(scheme === null ? {} : { scheme }),
      ...(level === null ? {} : { level }),
      ...(owner === null ? {} : { owner }),
    },
    owner: null,
  };
}
