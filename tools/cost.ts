// npm run cost: what a million messages cost in AWS, for three mixes of mail, as docs/cost.md. With --write it writes that page.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Costs, costsOf, type MeasuredKind, measuredShape, type Prices, pricesShape } from './cost/cost-model.ts';

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`cost/${name}`, import.meta.url), 'utf8'));
}

function dollars(value: number): string {
  return value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

function sum(costs: Costs): number {
  return [...costs.values()].reduce((total, cost) => total + cost, 0);
}

function costTable(data: Prices, kinds: readonly MeasuredKind[]): string {
  const costs = data.mixes.map((mix) => costsOf(mix, kinds, data));
  const items = [...(costs[0]?.keys() ?? [])];
  return table(
    ['US dollars per million messages', ...data.mixes.map(({ name }) => name)],
    [
      ...items.map((item) => [item, ...costs.map((one) => dollars(one.get(item) ?? 0))]),
      ['**all**', ...costs.map((one) => `**${dollars(sum(one))}**`)],
    ],
  );
}

function measuredTable(kinds: readonly MeasuredKind[]): string {
  const names = [...new Set(kinds.flatMap(({ requests }) => Object.keys(requests)))].sort();
  return table(
    ['kind', 'bytes', 'ms, warm median', ...names],
    kinds.map(({ name, bytes, milliseconds, requests }) => [
      name,
      bytes.toLocaleString('en'),
      String(milliseconds),
      ...names.map((one) => String(requests[one] ?? 0)),
    ]),
  );
}

function othersTable(data: Prices): string {
  return table(
    ['compared with', 'per million', 'published as'],
    data.others.map(({ name, basis, source, perMillion, perUserMonth = 0 }) => [
      name,
      dollars(perMillion ?? (perUserMonth * 1e6) / data.messagesPerUserMonth.value),
      `${basis} (${source})`,
    ]),
  );
}

function page(data: Prices, kinds: readonly MeasuredKind[]): string {
  const fixed = data.fixed.reduce((total, { month }) => total + month, 0);
  return `# What it costs in AWS

Made by \`npm run cost -- --write\`; do not edit. Prices (\`tools/cost/prices.json\`): ${data.region},
${data.asOf}. One recipient a message.

Time and requests are measured by \`node tools/cost/measure.ts\`: the built \`scan-message\` under Lambda's own runtime
client, against stand-ins for AWS on one machine with other work on it (times are upper bounds); what that cannot show is
assumed below.

${costTable(data, kinds)}

Each month beside, whatever comes: ${data.fixed.map(({ name, month }) => `${name} $${month}`).join(' · ')} = **$${fixed}**.

${data.mixes
  .map(
    ({ name, about, shares }) =>
      `- **${name}**: ${about} (${Object.entries(shares)
        .map(([kind, share]) => `${(share * 100).toFixed(1).replace(/\.0$/, '')} % ${kind}`)
        .join(', ')})`,
  )
  .join('\n')}

## Compared

${othersTable(data)}

Prices by the user are turned into prices by the message with ${data.messagesPerUserMonth.value.toLocaleString('en')} messages a user and month
(${data.messagesPerUserMonth.why}). They buy other things as well, and none of them all that this does: a rough measure, not an offer.

## Measured

${measuredTable(kinds)}

## Assumed

${table(
  ['what', 'value', 'why'],
  Object.entries(data.assumptions).map(([name, { value, unit, why }]) => [name, `${value} ${unit}`, why]),
)}
`;
}

const text = page(pricesShape.parse(read('prices.json')), measuredShape.parse(read('measured.json')).kinds);
if (process.argv.includes('--write')) writeFileSync(fileURLToPath(new URL('../docs/cost.md', import.meta.url)), text);
else process.stdout.write(text);
