// What a page of the console is: data like a route of the API, which it asks for everything it shows or does.
import type { html } from 'hono/html';
import type { Retention } from '../../core/model/pack.ts';
import type { Actor } from '../../core/oversight/access/actor.ts';
import type { Role } from '../../core/oversight/access/role.ts';
import type { Language, Person } from '../../core/oversight/people/person.ts';
import type { QuarterlyReport } from '../../core/oversight/reports/quarterly-report.ts';
import type { ReportInWords } from '../../core/oversight/reports/report-sections.ts';
import type { Text } from '../text/texts.ts';
import type { Ask } from './ask.ts';

export type Html = ReturnType<typeof html>;

/** Facts of the installation that pages tell. */
export interface Site {
  readonly organisation: Readonly<Record<Language, string>>;
  readonly contact: string;
  /** Who decides appeals. */
  readonly appeals: string;
  readonly retention: Retention | null;
  /** IANA name of the organisation's zone. */
  readonly zone: string;
  /** Host name for passkeys. */
  readonly rpId: string;
  /** A quarterly report in the words of a language. */
  readonly report: (report: QuarterlyReport, language: Language) => ReportInWords;
  /** Clauses of the policy in words, each once. */
  readonly explain: (clauses: readonly string[], language: Language) => readonly Explained[];
}

export interface Explained {
  readonly why: string;
  /** What the sender may do instead. */
  readonly todo: string | null;
}

/** What a page knows of the request for it. */
export interface View {
  readonly site: Site;
  readonly language: Language;
  readonly text: Text;
  /** IANA name; times are shown in it. */
  readonly zone: string;
  readonly now: number;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Null on pages for everybody, while nobody is signed in. */
  readonly user: User | null;
  readonly sent: Sent | null;
}

export interface User {
  readonly actor: Actor;
  readonly person: Person | null;
  readonly ask: Ask;
  /** Ties forms to the session. */
  readonly token: string;
}

/** The view of somebody who is signed in. */
export type Own = Omit<View, 'user'> & { readonly user: User };

/** A form that comes back: with what was typed, and why nothing was done. */
export interface Sent {
  readonly form: string;
  readonly fields: Fields;
  readonly problems: readonly Problem[];
}

export interface Problem {
  /** Name of the field; null when it concerns none in particular. */
  readonly field: string | null;
  readonly text: string;
}

/** What a form brought, a name several times where several were chosen. */
export interface Fields {
  one(name: string): string;
  /** Absent when nothing was typed. */
  some(name: string): string | undefined;
  all(name: string): readonly string[];
  entries(): readonly (readonly [string, string])[];
}

export interface Content {
  readonly title: string;
  readonly body: Html;
  /** The list on the page, for spreadsheets: made when somebody asks. */
  readonly csv?: () => string;
  /** The page is worth looking at again by itself. */
  readonly live?: boolean;
}

export interface Done {
  /** Where the browser goes next. */
  readonly to: string;
  /** What to say there. */
  readonly told: keyof Text['done'];
  readonly number?: number;
}

export interface Page {
  /** With `:name` for a part that varies. */
  readonly path: string;
  /** Those in whose menu it stands; absent: it is reached from another page. */
  readonly menu?: Menu;
  readonly show: (view: Own) => Promise<Content>;
  /** What forms on the page do, by name. Rejects with Refused or Unsound. */
  readonly forms?: Readonly<Record<string, (view: Own, fields: Fields) => Promise<Outcome>>>;
}

export interface Menu {
  readonly label: keyof Text['menu'];
  readonly roles: readonly (Role | 'deputy')[];
}

/** What a form leads to: another page, a file, or a page that is shown in the answer and nowhere else. */
export type Outcome = Done | Download | Content;

/** A file in place of a next page. */
export interface Download {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** A page for everybody, signed in or not. */
export interface PublicPage {
  readonly path: string;
  readonly show: (view: View) => Promise<Content>;
}
