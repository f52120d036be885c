// One's own account: who one is here, and how one signs in.
import { html } from 'hono/html';
import type { Content, Own, Page } from '../app/page.ts';
import { details, listOf, summary, timeHtml } from '../app/parts.ts';

/** As the route answers. */
interface OwnAccount {
  readonly passwordSetAt: number;
  readonly lastSignIn: number | null;
  readonly codes: boolean;
  readonly passkeys: readonly { readonly id: string; readonly addedAt: number }[];
}

export const accountPage: Page = { path: '/account', show };

async function show(view: Own): Promise<Content> {
  const { text, user } = view;
  const said = text.own.account;
  const account = await user.ask<OwnAccount | null>('GET /me/account');
  const { person, actor } = user;
  const roles = [...actor.roles, ...(actor.deputy ? (['deputy-chief-security-officer'] as const) : [])];
  const rows: (readonly [string, unknown])[] = [
    [said.name, person?.name ?? ''],
    [said.id, actor.person],
    [said.addresses, listOf(person?.addresses ?? [])],
    [said.roles, listOf(roles.map((role) => text.words.role[role]))],
  ];
  if (account !== null)
    rows.push(
      [said.password, timeHtml(view, account.passwordSetAt)],
      [said.lastSignIn, account.lastSignIn === null ? said.never : timeHtml(view, account.lastSignIn)],
      [said.codes, account.codes ? text.words.yes : text.words.no],
      [said.passkeys, account.passkeys.length],
    );
  const keys = account?.passkeys.map((one) => details(said.approver, html`<pre>${JSON.stringify(one, null, 2)}</pre>`));
  return { title: said.title, body: html`${summary(rows)}<p>${said.change}</p>${keys ?? ''}` };
}
