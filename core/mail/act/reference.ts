// The short name of an attempt for people, replies and trace fields.
import type { Attempt } from '../../model/ledger.ts';

export function reference({ id }: Pick<Attempt, 'id'>): string {
  return `${id.slice(0, 16)}${id.slice(id.lastIndexOf('.'))}`;
}
