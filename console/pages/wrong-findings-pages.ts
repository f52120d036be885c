// The register of findings said to be wrong: how each rule fares, and the reports to decide about.
import { html } from 'hono/html';
import type { WrongFinding } from '../../core/oversight/wrong-findings.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Done, Fields, Html, Own, Page } from '../app/page.ts';
import { decidedHtml, details, tag, wholeReason } from '../app/parts.ts';
import { pagedHtml, type Table, tableCsv, textColumn, timeColumn } from '../app/table.ts';
import { filterHtml } from './filter.ts';

export const wrongFindingsPages: readonly Page[] = [
  {
    path: '/wrong-findings',
    menu: { label: 'findings', roles: ['corporate-security', 'chief-security-officer'] },
    show: showRules,
  },
  { path: '/wrong-findings/reports', show: showReports, forms: { confirm: decide, refuse: decide } },
];

interface DisputedRule {
  readonly rule: string;
  readonly counts: Readonly<Record<WrongFinding['state'], number>>;
  readonly lastAt: number;
}

async function showRules(view: Own): Promise<Content> {
  const said = view.text.findings;
  const all = rulesOf(await view.user.ask<readonly WrongFinding[]>('GET /wrong-findings'));
  const table = ruleTable(view, all);
  return {
    title: said.title,
    body: html`<p>${said.lead}</p>${pagedHtml(view, table, ({ rule }) => rule)}
<p><a href="/wrong-findings/reports">${said.all}</a></p>`,
    csv: () => tableCsv(table),
  };
}

/** Those with most waiting first; `reports` are newest first. */
function rulesOf(reports: readonly WrongFinding[]): readonly DisputedRule[] {
  const rules = Map.groupBy(reports, ({ rule }) => rule);
  return [...rules]
    .map(([rule, about]) => {
      const count = (wanted: WrongFinding['state']) => about.filter(({ state }) => state === wanted).length;
      const counts = { reported: count('reported'), confirmed: count('confirmed'), refused: count('refused') };
      return { rule, counts, lastAt: about[0]?.at ?? 0 };
    })
    .sort((a, b) => b.counts.reported - a.counts.reported || b.lastAt - a.lastAt);
}

function ruleTable(view: Own, rows: readonly DisputedRule[]): Table<DisputedRule> {
  const said = view.text.findings;
  const times = ({ counts }: DisputedRule) => counts.reported + counts.confirmed + counts.refused;
  const number = (head: string, count: (row: DisputedRule) => number) => ({ head, cell: count, csv: count });
  return {
    caption: said.caption,
    empty: said.empty,
    rows,
    columns: [
      {
        head: said.rule,
        cell: ({ rule }) => html`<a href="/wrong-findings/reports?${new URLSearchParams({ rule })}">${rule}</a>`,
        csv: ({ rule }) => rule,
      },
      number(said.reported, times),
      number(said.waiting, ({ counts }) => counts.reported),
      number(said.confirmed, ({ counts }) => counts.confirmed),
      number(said.refused, ({ counts }) => counts.refused),
      timeColumn(view, said.last, ({ lastAt }) => lastAt),
    ],
  };
}

const states = ['reported', 'confirmed', 'refused'] as const satisfies readonly WrongFinding['state'][];

async function showReports(view: Own): Promise<Content> {
  const { text, query, user } = view;
  const said = text.findings;
  const { rule = '', state = '' } = query;
  const found = await user.ask<readonly WrongFinding[]>('GET /wrong-findings', {}, rule === '' ? {} : { rule });
  const wanted = found.filter((one) => state === '' || one.state === state);
  const table = reportTable(view, wanted);
  const options = [
    { value: '', label: text.list.all },
    ...states.map((value) => ({ value, label: said.states[value] })),
  ];
  const filters = filterHtml(view, [
    { name: 'rule', label: said.rule, value: rule },
    { name: 'state', label: said.state, value: state, options },
  ]);
  return {
    title: said.reportsTitle,
    body: html`<p><a href="/wrong-findings">${said.back}</a></p>${filters}${pagedHtml(view, table, ({ id }) => id)}`,
    csv: () => tableCsv(table),
    live: true,
  };
}

function reportTable(view: Own, rows: readonly WrongFinding[]): Table<WrongFinding> {
  const { text } = view;
  const said = text.findings;
  const decides = view.user.actor.roles.includes('corporate-security');
  return {
    caption: said.reportsCaption,
    empty: said.reportsEmpty,
    rows,
    columns: [
      timeColumn(view, said.when, ({ at }) => at),
      textColumn(said.by, ({ by }) => by),
      { head: said.rule, cell: ({ rule }) => html`<code>${rule}</code>`, csv: ({ rule }) => rule },
      {
        head: said.item,
        cell: ({ item }) => (decides ? html`<a href="/held/${item}">${item.slice(0, 8)}</a>` : item.slice(0, 8)),
        csv: ({ item }) => item,
      },
      textColumn(said.why, ({ why }) => why, wholeReason),
      {
        head: said.state,
        cell: ({ state }) => tag(said.states[state], state === 'reported' ? 'warn' : 'plain'),
        csv: ({ state }) => said.states[state],
      },
      {
        head: said.decision,
        cell: (one) => {
          if (one.decision !== null) return decidedHtml(view, one.decision);
          return decides ? decisionForms(view, one) : text.list.nothing;
        },
        csv: ({ decision }) => decision?.why ?? '',
      },
    ],
  };
}

function decisionForms(view: Own, { id, by }: WrongFinding): Html | string {
  const { text, sent, user } = view;
  const said = text.findings;
  if (by === user.actor.person) return text.list.nothing;
  const form = (name: 'confirm' | 'refuse') =>
    formHtml(view, {
      name,
      which: id,
      submit: said[name],
      fields: [
        { kind: 'hidden', name: 'report', value: id },
        { kind: 'text', name: 'why', label: said.reason, most: 4_000 },
      ],
    });
  return details(said.decide, html`${form('confirm')}${form('refuse')}`, sent?.fields.one('which') === id);
}

async function decide({ user }: Own, { one }: Fields): Promise<Done> {
  const [item = '', report = ''] = one('report').split('/', 2);
  const input = { confirm: one('form') === 'confirm', why: one('why') };
  await user.ask('POST /wrong-findings/:item/:report/decision', { item, report }, input);
  return { to: '/wrong-findings/reports', told: 'findingDecided' };
}
