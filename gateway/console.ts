// The console of a host: its pages over the host's routes, with what the policy says in words.
import { readdir, readFile } from 'node:fs/promises';
import type { Context, Hono } from 'hono';
import { type ConsoleSurroundings, consoleApp } from '../console/app/console-app.ts';
import type { Explained, Site } from '../console/app/page.ts';
import type { SignInHost } from '../console/app/sign-in-host.ts';
import { pages } from '../console/pages/pages.ts';
import { publicPages } from '../console/pages/public-pages.ts';
import type { Reason } from '../core/model/decision.ts';
import type { NoticeTexts } from '../core/oversight/notices/format-texts.ts';
import { reasonTexts } from '../core/oversight/notices/reason-text.ts';
import { reportInWords } from '../core/oversight/reports/report-sections.ts';
import type { Rulebook } from '../core/rulebook/rulebook.ts';

export interface ServedConsole extends Pick<ConsoleSurroundings, 'room' | 'routes' | 'memory' | 'report'> {
  readonly publicUrl: string;
  readonly rulebook: Rulebook;
  readonly texts: NoticeTexts;
  readonly assets: ReadonlyMap<string, string>;
}

/** The pages, for who knows how people sign in here. */
export function consoleOf(served: ServedConsole): (signIn: SignInHost, clientOf: (context: Context) => string) => Hono {
  return (signIn, clientOf) =>
    consoleApp({ ...served, signIn, clientOf, pages, publicPages: publicPages(pages), site: siteOf(served) });
}

const assetsFolder = new URL('../console/assets/', import.meta.url);

/** Files of the console that browsers load, by name. */
export async function consoleAssets(folder = assetsFolder): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, folder), 'utf8')] as const)),
  );
}

function siteOf({ publicUrl, rulebook, texts, room }: ServedConsole): Site {
  const { pack, schemes } = rulebook;
  const { name, contact, appeals } = pack.organisation;
  const inWords = new Map<string, Record<'en' | 'fr', Explained>>();
  const explained = (clause: string) => {
    const source = pack.clauses.find(({ id }) => `${pack.name}/${id}` === clause)?.source ?? null;
    const reason: Reason = { clause, outcome: 'hold', source, findings: [], strip: [] };
    const [words] = reasonTexts([reason], { pack, schemes, texts, classification: null, findings: [] });
    return words ?? { en: { why: clause, todo: null }, fr: { why: clause, todo: null } };
  };
  return {
    organisation: name,
    contact,
    appeals: appeals?.body ?? contact,
    retention: pack.retention ?? null,
    zone: room.zone,
    rpId: new URL(publicUrl).hostname,
    report: (report, language) =>
      reportInWords(report, language, { pack, schemes, texts, organisation: pack.organisation }, room.zone),
    explain: (clauses, language) =>
      [...new Set(clauses)].map((clause) => {
        const words = inWords.get(clause) ?? explained(clause);
        // Clauses are those of packs, so few; those of a removed pack may be more.
        if (inWords.size < 1_000) inWords.set(clause, words);
        return words[language];
      }),
  };
}
