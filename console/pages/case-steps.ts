// What may be done with a case next, as forms: those that the table of moves allows whoever looks.
import { html } from 'hono/html';
import { type Case, type CaseMove, refusalOfMove } from '../../core/oversight/cases/case.ts';
import { type Field, formHtml } from '../app/form.ts';
import type { Done, Fields, Html, Own, Page } from '../app/page.ts';
import { details } from '../app/parts.ts';
import { toldBy } from './cases-page.ts';
import { linesOf } from './requests-page.ts';

/** Moves that are made on the page of a case; the others have a page or form of their own. */
const steps = [
  'consult',
  'open',
  'decline',
  'set-scope',
  'set-telling',
  'conclude',
  'inform-director',
  'refer-on',
  'close',
  'reopen',
] as const satisfies readonly CaseMove[];
type Step = (typeof steps)[number];

export function stepsHtml(view: Own, value: Case): Html {
  const { text, user, sent } = view;
  const possible = steps.filter(
    (step) => refusalOfMove(step, value.state, user.actor.roles) === null && isTheirs(view, value),
  );
  if (possible.length === 0) return html``;
  const form = (step: Step) =>
    details(
      text.cases.steps[step],
      formHtml(view, {
        name: step,
        submit: text.cases.steps[step],
        grave: step === 'decline',
        fields: fieldsOf(step, view, value),
      }),
      sent?.form === step,
    );
  return html`<h2>${text.cases.one.moves}</h2>${possible.map(form)}`;
}

/** A request of law is moved by who leads it alone. */
function isTheirs({ user }: Own, { officer }: Case): boolean {
  return officer === null || officer === user.actor.person;
}

function fieldsOf(step: Step, { text }: Own, value: Case): readonly Field[] {
  const said = text.cases.steps;
  const telling: readonly Field[] = [
    { kind: 'tick', name: 'told', label: text.cases.list.told },
    { kind: 'area', name: 'toldWhy', label: text.cases.list.toldWhy, optional: true },
  ];
  const options = <Name extends string>(words: Readonly<Record<Name, string>>, names: readonly Name[]) =>
    names.map((name) => ({ value: name, label: words[name] }));
  switch (step) {
    case 'consult':
      return [{ kind: 'text', name: 'whom', label: said.whom }];
    case 'decline':
    case 'reopen':
      return [{ kind: 'area', name: 'why', label: said.why }];
    case 'open': {
      const purposes = options(text.words.purpose, ['suspected-misuse', 'security-incident', 'classified-disclosure']);
      return [
        { kind: 'choice', name: 'purpose', label: text.cases.list.purposeAsk, options: purposes, value: value.purpose },
        { kind: 'area', name: 'grounds', label: text.cases.list.grounds, value: value.grounds },
        ...telling,
      ];
    }
    case 'set-scope':
      return [
        {
          kind: 'area',
          name: 'addresses',
          label: said.addresses,
          most: 60_000,
          value: value.scope?.addresses.join('\n') ?? '',
        },
        { kind: 'day', name: 'from', label: said.from, value: value.scope?.from ?? '' },
        { kind: 'day', name: 'until', label: said.until, value: value.scope?.until ?? '' },
      ];
    case 'set-telling':
      return telling;
    case 'conclude': {
      const results = options(text.words.result, ['unfounded', 'founded', 'inconclusive']);
      return [
        { kind: 'radios', name: 'result', label: said.result, options: results },
        { kind: 'area', name: 'summary', label: said.summary },
      ];
    }
    case 'refer-on': {
      const parties = options(text.words.referral, ['labour-relations', 'law-enforcement']);
      return [{ kind: 'radios', name: 'to', label: said.to, options: parties }];
    }
    case 'inform-director':
    case 'close':
      return [];
  }
}

/** What the route is told of each. */
const inputs: Readonly<Record<Step, (fields: Fields) => object>> = {
  consult: ({ one }) => ({ whom: one('whom') }),
  decline: ({ one }) => ({ why: one('why') }),
  reopen: ({ one }) => ({ why: one('why') }),
  open: (fields) => ({ purpose: fields.one('purpose'), grounds: fields.one('grounds'), told: toldBy(fields) }),
  'set-scope': ({ one }) => ({
    scope: {
      addresses: linesOf(one('addresses')),
      from: one('from'),
      until: one('until'),
    },
  }),
  'set-telling': (fields) => ({ told: toldBy(fields) }),
  conclude: ({ one }) => ({ result: one('result'), summary: one('summary') }),
  'refer-on': ({ one }) => ({ to: one('to') }),
  'inform-director': () => ({}),
  close: () => ({}),
};

export const moveForms: NonNullable<Page['forms']> = Object.fromEntries(
  steps.map((move) => [
    move,
    async ({ user, params }: Own, fields: Fields): Promise<Done> => {
      await user.ask('POST /cases/:case/moves', params, { move, ...inputs[move](fields) });
      return { to: `/cases/${params.case}`, told: 'caseMoved' };
    },
  ]),
);

export function authoriseHtml(view: Own): Html {
  const said = view.text.cases.steps;
  const form = formHtml(view, {
    name: 'authorise',
    submit: said.authorise,
    fields: [
      { kind: 'text', name: 'person', label: said.person, most: 64 },
      { kind: 'day', name: 'until', label: said.until },
    ],
  });
  return details(said.authorise, form, view.sent?.form === 'authorise');
}

export function withdrawHtml(view: Own, person: string): Html {
  return formHtml(view, {
    name: 'withdraw',
    which: person,
    submit: view.text.cases.steps.withdraw,
    grave: true,
    fields: [{ kind: 'hidden', name: 'person', value: person }],
  });
}

export async function authorise({ user, params }: Own, { one }: Fields): Promise<Done> {
  const input = { person: one('person').trim().toLowerCase(), until: one('until') };
  await user.ask('POST /cases/:case/investigators', params, input);
  return { to: `/cases/${params.case}`, told: 'authorised' };
}

export async function withdraw({ user, params }: Own, { one }: Fields): Promise<Done> {
  await user.ask('DELETE /cases/:case/investigators/:person', { ...params, person: one('person') });
  return { to: `/cases/${params.case}`, told: 'withdrawn' };
}
