// What oversight needs to know of the organisation: its policy, whose mail is never refused, and how people are written to.
import type { Organisation, Pack } from '../model/pack.ts';
import type { Scheme } from '../model/scheme.ts';
import type { NoticeTexts } from './notices/format-texts.ts';

export interface HouseTerms {
  readonly organisation: Organisation;
  readonly pack: Pack;
  readonly schemes: ReadonlyMap<string, Scheme>;
  /** Domains at which internet providers give their customers mailboxes. */
  readonly ispDomains: ReadonlySet<string>;
  readonly texts: NoticeTexts;
}
