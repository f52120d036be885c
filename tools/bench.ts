// npm run bench -- [--mails DIR] [--plot FILE] [stages] [gateway] [growth] [registers]: processor time of a mail by stage
// and by thread, and how it grows with the mail, the rules and what is registered.
// Beside a gateway under load (npm run send) and other scanners (npm run bench:peers). Measure on a machine that is quiet.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chosenPolicy } from '../cli/chosen-policy.ts';
import { filesBelow } from '../cli/registers/files-below.ts';
import { compileRulebook } from '../core/rulebook/compile-rulebook.ts';
import { gatewayTable, measureGateway } from './bench/gateway.ts';
import { growthTable, measureGrowth } from './bench/growth.ts';
import { growthPlot } from './bench/plot.ts';
import { profileTables } from './bench/profile.ts';
import { measureRegisters } from './bench/registers.ts';
import { measureStages, stageTable } from './bench/stages.ts';
import { withCrlf } from './send-mails/mails.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mails: { type: 'string', default: fileURLToPath(new URL('../tests/corpus/plain', import.meta.url)) },
    plot: { type: 'string' },
  },
});
const wanted = (name: string) => positionals.length === 0 || positionals.includes(name);
const rulebook = compileRulebook(chosenPolicy());

const mails: Buffer[] = [];
for await (const file of filesBelow([values.mails]))
  if (!/\.(ya?ml|ts|md)$/.test(file)) mails.push(withCrlf(readFileSync(file)));
if (wanted('stages')) process.stdout.write(`${stageTable(await measureStages(mails, rulebook))}\n`);
if (wanted('gateway')) process.stdout.write(`${gatewayTable(await measureGateway(mails))}\n`);
if (positionals.includes('profile')) process.stdout.write(await profileTables(mails, rulebook));
const registers = wanted('registers') ? await measureRegisters() : [];
const growth = [...(wanted('growth') ? await measureGrowth(rulebook) : []), ...registers];
if (growth.length > 0) {
  process.stdout.write(growthTable(growth));
  if (values.plot !== undefined) writeFileSync(values.plot, growthPlot(growth));
}
