// Facts of a message as the index keeps them: findings, parts with what was read of each, irregularities.
import { html } from 'hono/html';
import type { Finding } from '../../core/model/finding.ts';
import type { MessageRecord } from '../../core/model/ledger.ts';
import type { Part } from '../../core/model/part.ts';
import type { Html, Own } from '../app/page.ts';
import { foreign, listOf, summary, tag } from '../app/parts.ts';
import { tableHtml } from '../app/table.ts';

export function messageFactsHtml(view: Own, message: MessageRecord): Html {
  const { text } = view;
  const said = text.security.item;
  const { classification, pack } = message;
  const facts = summary([
    [said.marking, classification === null ? said.unmarked : `${classification.level} (${classification.scheme})`],
    [said.pack, `${pack.name} ${pack.hash.slice(0, 12)}`],
  ]);
  return html`${facts}${findingsHtml(view, message.findings)}${partsHtml(view, message.parts)}${defectsHtml(view, message.defects)}`;
}

export function findingsHtml(view: Own, findings: readonly Finding[]): Html {
  const { text } = view;
  const said = text.security.item;
  return tableHtml(view, {
    caption: said.findings,
    empty: said.noFindings,
    rows: findings.slice(0, mostShown),
    columns: [
      { head: said.kind, cell: ({ kind }) => text.words.kind[kind] },
      { head: said.severity, cell: ({ severity }) => tag(text.words.severity[severity], toneOf(severity)) },
      { head: said.rule, cell: ({ rule }) => html`<code>${rule}</code>` },
      { head: said.where, cell: ({ where }) => foreign(where) },
      { head: said.facts, cell: ({ value }) => factsText(value) },
    ],
  });
}

export function partsHtml(view: Own, parts: readonly Part[]): Html {
  const { text } = view;
  const said = text.security.item;
  return tableHtml(view, {
    caption: said.parts,
    empty: text.list.nothing,
    rows: parts.slice(0, mostShown),
    columns: [
      { head: said.path, cell: ({ path }) => foreign(path) },
      { head: said.type, cell: ({ type }) => foreign(type) },
      { head: said.bytes, cell: ({ bytes }) => bytes.toLocaleString(`${view.language}-CA`) },
      {
        head: said.read,
        cell: ({ read, why }) =>
          html`${tag(text.words.read[read], read === 'full' ? 'good' : 'warn')}${why === undefined ? '' : ` ${text.words.unread[why]}`}`,
      },
      { head: said.facts, cell: ({ facts }) => foreign(facts.join(', ')) },
    ],
  });
}

export function defectsHtml({ text }: Own, defects: readonly string[]): Html {
  if (defects.length === 0) return html``;
  return html`<h2>${text.security.item.defects}</h2>${listOf(defects.slice(0, mostShown).map((one) => foreign(one)))}`;
}

const mostShown = 500;

export function toneOf(severity: Finding['severity']) {
  return severity === 'low' ? 'plain' : severity === 'medium' ? 'warn' : 'bad';
}

/** Facts of a finding are few and short; keyed fingerprints say nothing to a person. */
function factsText(value: Finding['value']): Html | string {
  const told = Object.entries(value ?? {}).filter(([name]) => name !== 'fingerprint');
  const words = told.map(([name, fact]) => `${name}: ${Array.isArray(fact) ? fact.join(', ') : plain(fact)}`);
  return words.length === 0 ? '' : foreign(words.join('; '));
}

function plain(fact: unknown): string {
  return typeof fact === 'object' ? JSON.stringify(fact) : String(fact);
}
