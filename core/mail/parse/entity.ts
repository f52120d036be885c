// One node of the MIME tree (RFC 2045 section 2.4) with the byte span of everything in it.
import type { ByteSpan } from '../../model/message.ts';
import type { ContentFields } from './content-fields.ts';
import type { RawField } from './header-block.ts';

export interface Entity {
  readonly parent: Entity | null;
  /** Multiparts around it. */
  readonly depth: number;
  /** Header and body, delimiter lines and the line break before them excluded. */
  span: ByteSpan;
  readonly fields: readonly RawField[];
  readonly fieldsEnd: number;
  readonly bodyStart: number;
  readonly content: ContentFields;
  readonly children: Entity[];
  /** The delimiter that its parts are really set apart by; null while none was met. */
  boundary: string | null;
  /** The closing delimiter was there. */
  closed: boolean;
  /** Where the text before the first and behind the closing delimiter lies, delimiter lines included in neither. */
  preamble: ByteSpan | null;
  epilogue: ByteSpan | null;
}
