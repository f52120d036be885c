// Incidents and breaches: who opens them, what is due until when, and who hears of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry, HeldItem } from '../../core/model/ledger.ts';
import { auditEvent } from '../../core/oversight/events/audit-events.ts';
import { draftsFor } from '../../core/oversight/incidents/breach-drafts.ts';
import type { Incident } from '../../core/oversight/incidents/incident.ts';
import { type IncidentMove, listIncidents, moveIncident } from '../../core/oversight/incidents/move-incident.ts';
import { openIncident, reportIncident } from '../../core/oversight/incidents/open-incident.ts';
import { raiseRepeatedAttempts, repeatOffenders } from '../../core/oversight/incidents/repeated-attempts.ts';
import { day, type OversightUnderTest, oversightUnderTest, start } from '../harness/oversight-under-test.ts';
import { termsUnderTest } from './api-under-test.ts';

const terms = termsUnderTest();
let org: OversightUnderTest;
beforeAll(async () => {
  org = await oversightUnderTest();
});
afterAll(() => org.close());

const move = async (id: string, input: IncidentMove, who: 'carla' | 'emil' = 'carla') =>
  moveIncident(org.room, await org.as(who), id, input);
const incidents = async () => listIncidents(org.room, await org.as('carla'));
const alarms = async () =>
  (await org.room.ledger.dueNotices(start, 1_000))
    .filter(({ recipient }) => recipient === terms.organisation.contact)
    .map(({ raw }) =>
      Buffer.from(raw)
        .toString('latin1')
        .replaceAll(/=\r?\n/g, ''),
    );

describe('R-606 an incident', () => {
  it('that somebody reports is told to security at once, without what they wrote, and is in the trail', async () => {
    const summary = 'a letter asked me for my password';
    const id = await reportIncident(org.room, await org.as('emil'), summary, terms);
    const [alarm] = (await alarms()).slice(-1);
    expect(alarm).toContain('reported by an employee');
    expect(alarm).toMatch(/signal.{1,8} par un employ/);
    expect(alarm).not.toContain(summary);
    const entries: AuditEntry[] = await Array.fromAsync(org.room.ledger.auditEntries('main', 0));
    const opened = entries.find(({ event }) => event.action === 'incident-opened' && event.subject === id);
    expect(opened === undefined ? null : auditEvent(opened)).toMatchObject({ class_uid: 2004, severity_id: 3 });
    expect(JSON.stringify(entries)).not.toContain(summary);
    await expect(reportIncident(org.room, await org.as('emil'), 'help', terms)).rejects.toThrow('sentence');
  });

  it('is seen and led by security alone', async () => {
    const [incident] = await incidents();
    await expect(move(incident?.id ?? '', { move: 'contain', why: 'no' }, 'emil')).rejects.toThrow('no right');
    await expect(listIncidents(org.room, await org.as('mia'))).rejects.toThrow('no right');
    expect(await move(incident?.id ?? '', { move: 'contain', why: 'sender blocked' })).toMatchObject({
      state: 'contained',
    });
  });
});

describe('R-607 a breach of privacy', () => {
  const harm = { discovered: day(-1), information: 'home addresses', people: 40, why: '' } as const;
  const opened = async (): Promise<Incident> => {
    const asked = { kind: 'privacy-breach', severity: 'high', about: 'payroll', summary: 'a list went out' } as const;
    return openIncident(org.room, await org.as('carla'), asked, terms);
  };

  it('that is material has its notifications, each with a last day, and is not closed before they are sent', async () => {
    const { id } = await opened();
    const assess = { move: 'assess', ...harm, sensitivity: 'high', likelihood: 'medium', material: null } as const;
    const { breach } = await move(id, assess);
    expect(breach?.notifications.map(({ to, due }) => [to, due])).toEqual([
      ['privacy-commissioner', day(7)],
      ['treasury-board', day(7)],
      ['people-concerned', day(7)],
    ]);
    await expect(move(id, { move: 'close', why: 'done' })).rejects.toThrow('notifications');
    for (const to of ['privacy-commissioner', 'treasury-board'] as const)
      await move(id, { move: 'notified', to, why: '' });
    await expect(move(id, { move: 'notified', to: 'treasury-board', why: '' })).rejects.toThrow('no such');
    // Judged again, what was sent stays sent.
    const again = await move(id, { ...assess, people: 60 });
    expect(again.breach?.notifications.map(({ sent }) => sent === null)).toEqual([false, false, true]);
    await move(id, { move: 'notified', to: 'people-concerned', why: '' });
    expect(await move(id, { move: 'close', why: 'all told' })).toMatchObject({ state: 'closed' });
    await expect(move(id, { move: 'contain', why: 'late' })).rejects.toThrow('closed');
  });

  it('is drafted for each who must be told, in both languages, with the facts of the record', async () => {
    const { id } = await opened();
    const assess = { move: 'assess', ...harm, sensitivity: 'high', likelihood: 'high', material: null } as const;
    const incident = await move(id, assess);
    const { en, fr } = draftsFor(incident, 'privacy-commissioner', terms.organisation);
    for (const draft of [en, fr]) expect(draft).toContain(`home addresses`);
    expect([en, fr].map((draft) => draft.includes(day(7)))).toEqual([true, true]);
    expect(fr).toContain('Commissariat');
  });

  it('that is judged against its measure needs a reason; one of little harm has nothing due', async () => {
    const { id } = await opened();
    const little = { move: 'assess', ...harm, sensitivity: 'low', likelihood: 'low' } as const;
    await expect(move(id, { ...little, material: true })).rejects.toThrow('differently');
    const { breach } = await move(id, { ...little, material: null });
    expect(breach).toMatchObject({ material: false, notifications: [] });
    await expect(move(id, { ...little, material: null, discovered: day(1) })).rejects.toThrow('not later than today');
    await move(id, { move: 'close', why: 'no harm' });
  });
});

describe('R-602 attempts of one sender', () => {
  const blocked = (over: Partial<HeldItem> = {}) =>
    org.hold('From: eva@agency.example\r\n\r\nx\r\n', { ...sent, ...over });
  const client = { address: '192.0.2.25', helo: 'mail', tls: true };
  const sent = { envelope: { mailFrom: 'Eva@agency.example', recipients: [], parameters: {}, client } } as const;
  const raise = async (item: HeldItem) => {
    const attempt = {
      id: item.attempt,
      direction: 'outbound',
      envelope: item.envelope,
      openedAt: start,
      bytes: 1,
    } as const;
    const decision = {
      direction: 'outbound',
      outcome: 'block',
      recipients: item.recipients,
      pack: { name: '', hash: '' },
    };
    await raiseRepeatedAttempts(attempt, decision as never, { ledger: org.room.ledger, now: start, ...terms });
  };
  const raised = async () => (await incidents()).filter(({ kind }) => kind === 'repeated-attempts');

  it('are raised at the third within 30 days, once, and again only after security closed it', async () => {
    await blocked({ retainedAt: start - 31 * 86_400_000 });
    for (const expected of [0, 0, 1, 1]) {
      await raise(await blocked());
      expect(await raised()).toHaveLength(expected);
    }
    const [incident] = await raised();
    expect(incident).toMatchObject({ about: 'eva@agency.example', count: 3, openedBy: 'gateway', severity: 'high' });
    expect((await alarms()).filter((alarm) => alarm.includes('eva@agency.example: 3 messages'))).toHaveLength(1);
    expect(await repeatOffenders(org.room.ledger, start)).toMatchObject([{ sender: 'eva@agency.example', blocked: 4 }]);
    await move(incident?.id ?? '', { move: 'close', why: 'we spoke' });
    await raise(await blocked());
    expect(await raised()).toHaveLength(1);
  });

  it('are not counted for mail from outside, or of exempt people', async () => {
    const outside = { ...sent.envelope, mailFrom: 'x@elsewhere.example' };
    for (let i = 0; i < 4; i++) await raise(await blocked({ envelope: outside }));
    const exempt = { ...terms, organisation: { ...terms.organisation, exempt: ['mayor@agency.example'] } };
    const item = await blocked({ envelope: { ...sent.envelope, mailFrom: 'mayor@agency.example' } });
    const decision = { direction: 'outbound', recipients: item.recipients } as never;
    const attempt = { id: item.attempt, envelope: item.envelope } as never;
    for (let i = 0; i < 4; i++) await blocked({ envelope: item.envelope });
    await raiseRepeatedAttempts(attempt, decision, { ledger: org.room.ledger, now: start, ...exempt });
    expect(await raised()).toHaveLength(1);
  });
});
