// npm run bench -- [--mails DIR] [--plot FILE] [stages] [growth]: processor time of a mail by stage, and how it grows.
// Beside a gateway under load (npm run send) and other scanners (npm run bench:peers). Measure on a machine that is quiet.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chosenPolicy } from '../cli/chosen-policy.ts';
import { filesBelow } from '../cli/registers/files-below.ts';
import { compileRulebook } from '../core/rulebook/compile-rulebook.ts';
import { growthTable, measureGrowth } from './bench/growth.ts';
import { growthPlot } from './bench/plot.ts';
import { measureStages, stageTable } from './bench/stages.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mails: { type: 'string', default: fileURLToPath(new URL('../tests/corpus/plain', import.meta.url)) },
    plot: { type: 'string' },
  },
});
const wanted = (name: string) => positionals.length === 0 || positionals.includes(name);
const rulebook = compileRulebook(chosenPolicy());

if (wanted('stages')) {
  const mails: Buffer[] = [];
  for await (const file of filesBelow([values.mails]))
    if (!/\.(ya?ml|ts|md)$/.test(file)) mails.push(readFileSync(file));
  process.stdout.write(`${stageTable(await measureStages(mails, rulebook))}\n`);
}
if (wanted('growth')) {
  const all = await measureGrowth(rulebook);
  process.stdout.write(growthTable(all));
  if (values.plot !== undefined) writeFileSync(values.plot, growthPlot(all));
}
