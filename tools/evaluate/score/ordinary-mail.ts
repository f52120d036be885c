// Mail that people sent each other: how much of it would be stopped, and for what.
import { basename } from 'node:path';
import type { Miss, Row, Scanned, Score } from '../evaluation.ts';
import { Tally } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { mails } from '../samples.ts';

const stopping = ['strip', 'block', 'hold'] as const;

/** `bar` is the share of stopped mail that is allowed, in words; null where the set only informs. */
export function ordinaryMail(bar: string | null): Score {
  return async ({ folder, scan }) => {
    const paths = await filesBelow(folder);
    const seen = new Seen();
    for await (const scanned of scan(mails(paths, basename))) seen.add(scanned);
    return { rows: seen.rows(bar), misses: seen.misses };
  };
}

class Seen {
  readonly misses: Miss[] = [];
  #total = 0;
  readonly #outcomes = new Tally();
  readonly #clauses = new Tally();
  readonly #kinds = new Tally();
  readonly #rules = new Tally();
  #stopped = 0;
  #classified = 0;
  #sensitive = 0;
  #milliseconds = 0;

  add({ file, report }: Scanned<unknown>): void {
    this.#total++;
    this.#milliseconds += report.ms;
    this.#outcomes.add(report.outcome);
    for (const kind of new Set(report.findings.map((finding) => finding.kind))) this.#kinds.add(kind);
    for (const rule of new Set(report.findings.map((finding) => finding.rule))) this.#rules.add(rule);
    if (report.classification !== null) this.#classified++;
    if (report.classification?.sensitive) this.#sensitive++;
    if (!stopping.some((outcome) => outcome === report.outcome)) {
      this.#noteNarrowMiss(file, report);
      return;
    }
    this.#stopped++;
    const clauses = [...new Set(report.recipients.flatMap(({ reasons }) => reasons))];
    for (const clause of clauses) this.#clauses.add(clause);
    this.misses.push({ file, why: `${report.outcome} by ${clauses.join(', ')} (${causes(report)})` });
  }

  #noteNarrowMiss(file: string, { classification, findings }: Scanned<unknown>['report']): void {
    if (classification !== null) {
      const { scheme, level, carrier } = classification;
      this.misses.push({ file, why: `classified ${scheme} ${level} by ${carrier}` });
    }
    const credential = findings.find((finding) => finding.kind === 'credential');
    if (credential !== undefined) {
      this.misses.push({
        file,
        why: `${credential.rule} in ${credential.where} at ${credential.offset ?? 'no offset'}`,
      });
    }
  }

  rows(bar: string | null): readonly Row[] {
    const of = this.#total;
    return [
      { measure: 'stopped (held, blocked or stripped)', count: this.#stopped, of, ...(bar === null ? {} : { bar }) },
      ...this.#outcomes.rows((outcome) => `outcome ${outcome}`, of),
      ...this.#clauses.rows((clause) => `stopped by ${clause}`, of),
      { measure: 'classified', count: this.#classified, of },
      { measure: 'classified as sensitive', count: this.#sensitive, of },
      ...this.#kinds.rows((kind) => `mails with a finding of kind ${kind}`, of),
      ...this.#rules.rows((rule) => `mails with ${rule}`, of, 12),
      { measure: 'milliseconds a mail, mean', count: Math.round(this.#milliseconds / Math.max(of, 1)) },
    ];
  }
}

/** Rules and facts that may have stopped the mail, no content. */
function causes({ findings }: Scanned<unknown>['report']): string {
  const stopping = findings.filter(({ severity }) => severity !== 'low');
  const named = stopping.map(
    ({ rule, where, value }) => `${rule} ${value?.defect ?? value?.why ?? value?.fact ?? ''} at ${where}`,
  );
  return [...new Set(named)].slice(0, 4).join('; ');
}
