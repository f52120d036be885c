// node tools/events-to-cef.ts: OCSF events, a JSON object a line, from standard input; a line of CEF each to standard output.
import { createInterface } from 'node:readline';
import type { OcsfEvent } from '../core/model/ocsf-event.ts';
import { cefLine } from '../core/oversight/events/cef.ts';

for await (const line of createInterface({ input: process.stdin }))
  if (line !== '') process.stdout.write(`${cefLine(JSON.parse(line) as OcsfEvent)}\n`);
