// What sender blocks need to know of the organisation: whose mail is never refused, and how people are written to.
import type { Organisation } from '../../model/pack.ts';
import type { NoticeTexts } from '../notices/format-texts.ts';

export interface BlockTerms {
  readonly organisation: Organisation;
  /** Domains at which internet providers give their customers mailboxes. */
  readonly ispDomains: ReadonlySet<string>;
  readonly texts: NoticeTexts;
}
