// What the register says of document numbers, asked once each; and whether a text that many documents hold is theirs at all.
import type { RegisteredDocument } from '../../../model/register.ts';
import type { DocumentLookup } from '../../../register-ports.ts';
import { areVersions } from './prints.ts';

/** What was recognised in one text. */
export interface Recognised {
  readonly document: RegisteredDocument;
  /** 0 to 1. */
  readonly confidence: number;
  /** UTF-16 code units in the region. */
  readonly offset: number;
  readonly length: number;
  /** Share of the document that was found (copied), or of the text that comes from it (reworded); 0 to 1. */
  readonly share: number;
}

export interface KnownDocuments {
  /** Null for one that was removed. */
  document(number: number): Promise<RegisteredDocument | null>;
  /** Whether these holders are so many different documents that the text belongs to none: a footer, a standard clause. */
  isBoilerplate(numbers: readonly number[]): Promise<boolean>;
}

/** Documents, versions of one counted once, from which on a text is boilerplate. */
const many = 5;

export function knownDocuments(register: DocumentLookup): KnownDocuments {
  const asked = new Map<number, Promise<RegisteredDocument | null>>();
  const document = (number: number): Promise<RegisteredDocument | null> => {
    const known = asked.get(number) ?? register.document(number);
    asked.set(number, known);
    return known;
  };
  return {
    document,
    async isBoilerplate(numbers) {
      if (numbers.length < many) return false;
      const different: RegisteredDocument[] = [];
      for (const number of numbers) {
        const each = await document(number);
        if (each === null || different.some((other) => areVersions(other.sketch, each.sketch))) continue;
        different.push(each);
        if (different.length >= many) return true;
      }
      return false;
    },
  };
}
