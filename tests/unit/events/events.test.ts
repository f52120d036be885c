// What security monitoring is told: by schema, without content, at least once, and in the order of the trail.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventFile } from '../../../adapters/local/event-file.ts';
import { openLedger } from '../../../adapters/local/sqlite-ledger.ts';
import { eventWebhook } from '../../../adapters/webhook/event-webhook.ts';
import type { Finding } from '../../../core/model/finding.ts';
import type { AuditEvent, MessageRecord } from '../../../core/model/ledger.ts';
import type { OcsfEvent } from '../../../core/model/ocsf-event.ts';
import { auditEvent } from '../../../core/oversight/events/audit-events.ts';
import { messageEvents } from '../../../core/oversight/events/message-events.ts';
import { tellEvents } from '../../../core/oversight/events/tell-events.ts';
import type { EventSink } from '../../../core/ports.ts';
import { startTelling } from '../../../gateway/event-telling.ts';
import { key, messageRecord } from '../../contracts/samples.ts';
import { ocsfSchemas } from './ocsf-schema.ts';

const schemas = new Map(
  Object.entries(ocsfSchemas).map(([uid, schema]) => [
    Number(uid),
    z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]),
  ]),
);

function valid(event: OcsfEvent): OcsfEvent {
  const schema = schemas.get(event.class_uid);
  expect(schema, `class ${event.class_uid}`).toBeDefined();
  expect(schema?.safeParse(event).error?.issues ?? []).toEqual([]);
  return event;
}

function finding(over: Partial<Finding>): Finding {
  const usual = { severity: 'high', confidence: 1, where: 'body', value: { secret: 'hunter2' }, owner: null } as const;
  return { rule: 'markings/protective-marking', kind: 'marking', ...usual, ...over };
}

const blocked: Partial<MessageRecord> = {
  outcome: 'block',
  findings: [
    finding({}),
    finding({ rule: 'unsafe/macro', kind: 'unsafe', severity: 'critical', where: 'attachment:wages of Zoe.docm' }),
  ],
  classification: { scheme: 'ca-gc', level: 'PROTECTED B', rank: 2, sensitive: true, carrier: 'subject' },
};

function trail(event: Partial<AuditEvent>, number = 1) {
  const whole = { at: 5, actor: 'ana', action: 'sign-in', subject: 'ana', detail: {}, ...event };
  return { chain: 'main', number, event: whole, previous: key('0'), hash: key(String(number)) };
}

describe('events of messages', () => {
  it('R-404 say which way it went, what became of it and what was found, by the schema', () => {
    const [mail, data, threat] = messageEvents(messageRecord('a.1', blocked)).map(valid);
    expect(mail).toMatchObject({ class_uid: 4009, direction_id: 2, action_id: 2, disposition_id: 2, severity_id: 5 });
    expect(data).toMatchObject({ class_uid: 2006, data_security: { confidentiality: 'PROTECTED B' }, severity_id: 4 });
    expect(threat).toMatchObject({ class_uid: 2004, finding_info: { types: ['unsafe'] } });
  });

  it('R-303 carry neither values of findings nor names of parts', () => {
    const told = JSON.stringify(messageEvents(messageRecord('a.1', blocked)));
    for (const content of ['hunter2', 'wages of Zoe']) expect(told).not.toContain(content);
  });

  it('have no finding for mail that passes, and none without findings', () => {
    const passed = messageRecord('a.1', { ...blocked, outcome: 'deliver' });
    expect(
      messageEvents(passed)
        .map(valid)
        .map(({ class_uid }) => class_uid),
    ).toEqual([4009]);
    expect(messageEvents(messageRecord('a.1', { outcome: 'hold' })).map(valid)).toHaveLength(1);
  });

  it('have the same id for the same decision, and another for another', () => {
    const uids = (record: MessageRecord) => messageEvents(record).map(({ metadata }) => metadata.uid);
    const first = uids(messageRecord('a.1', blocked));
    expect(uids(messageRecord('a.1', { ...blocked, at: 2_000 }))).toEqual(first);
    expect(new Set([...first, ...uids(messageRecord('a.2', blocked))]).size).toBe(6);
  });
});

describe('events of the trail', () => {
  const cases: readonly [string, number, number][] = [
    ['sign-in', 300201, 1],
    ['sign-in-refused', 300201, 2],
    ['sign-out', 300202, 1],
    ['account-locked', 300109, 1],
    ['give-right', 300107, 1],
    ['end-right', 300108, 1],
    ['view-item', 300402, 1],
    ['view-item-refused', 300402, 2],
    ['ask-access', 300401, 1],
    ['decide-access', 300403, 1],
    ['item-disposed', 300404, 1],
    ['something-nobody-thought-of', 300403, 1],
  ];
  for (const [action, type_uid, status_id] of cases) {
    it(`R-404 tell ${action}`, () => {
      expect(valid(auditEvent(trail({ action })))).toMatchObject({ type_uid, status_id });
    });
  }

  it('R-105 tell a flood as a finding', () => {
    expect(valid(auditEvent(trail({ action: 'outbound-flood' })))).toMatchObject({ class_uid: 2004, severity_id: 3 });
  });
});

describe('telling', () => {
  let folder: string;
  let ledger: Awaited<ReturnType<typeof openLedger>>;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'postern-'));
    ledger = await openLedger(folder);
  });
  afterEach(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const note = (subject: string) =>
    ledger.commit([{ type: 'audit', event: { at: 1, actor: 'ana', action: 'view-item', subject, detail: {} } }]);
  const subjectOf = (event: OcsfEvent) => (event.entity as { name: string }).name;

  it('R-404 begins with what happens from now on, in order, and goes on where a sink failed', async () => {
    const heard: string[] = [];
    let away = false;
    const sink: EventSink = {
      name: 'test',
      send: async (events) => {
        if (away) throw new Error('away');
        heard.push(...events.map(subjectOf));
      },
    };
    await note('before');
    await tellEvents(sink, ledger);
    for (let n = 0; n < 250; n++) await note(`item ${n}`);
    await tellEvents(sink, ledger);
    away = true;
    await note('while away');
    await expect(tellEvents(sink, ledger)).rejects.toThrow('away');
    away = false;
    await note('after');
    await tellEvents(sink, ledger);
    await tellEvents(sink, ledger);
    expect(heard).toEqual([...Array.from({ length: 250 }, (_, n) => `item ${n}`), 'while away', 'after']);
  });

  it('R-404 appends to a file and posts signed to a webhook, again and again until it is taken', async () => {
    const secret = 'a secret of thirty-two characters';
    const requests: { readonly headers: Record<string, unknown>; readonly body: string }[] = [];
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await Array.fromAsync(request)).toString();
      requests.push({ headers: request.headers, body });
      response.writeHead(requests.length === 1 ? 503 : 204).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/postern`;
    const file = join(folder, 'events.ndjson');
    const sinks = [eventFile(file), eventWebhook({ url, secret, clock: () => 1_767_225_600_000 })];
    for (const sink of sinks) await tellEvents(sink, ledger);
    await note('seen twice');
    const telling = startTelling(sinks, { ledger }, () => undefined);
    try {
      await expect.poll(() => requests.length, { timeout: 60_000 }).toBe(2);
    } finally {
      await telling.close();
      server.close();
    }
    const [first, second] = requests;
    expect(second?.body).toBe(first?.body);
    for (const { headers, body } of requests) {
      expect(headers['postern-timestamp']).toBe('1767225600');
      const signed = createHmac('sha256', secret).update(`1767225600.${body}`).digest('hex');
      expect(headers['postern-signature']).toBe(`v1=${signed}`);
      expect((JSON.parse(body) as OcsfEvent[]).map(valid).map(subjectOf)).toEqual(['seen twice']);
    }
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => subjectOf(JSON.parse(line)))).toEqual(['seen twice']);
  });
});
