// What is put in the place of a part: the notice with its file name, and a safe copy where the pack offers one.
import type { MailLeaf } from '../../model/message.ts';
import type { RemovalNotices } from '../../ports.ts';
import type { SafeCopy } from './disarm/safe-copy.ts';
import type { StripNotice } from './notice-part.ts';

export function removalNotice(
  { removed, withCopy }: RemovalNotices,
  copyOf: (leaf: MailLeaf) => Promise<SafeCopy | null>,
): (leaf: MailLeaf) => Promise<StripNotice> {
  return async (leaf) => {
    const copy = withCopy === undefined ? null : await copyOf(leaf);
    if (withCopy === undefined || copy === null) return { text: filled(removed, { name: shown(leaf.name) }) };
    return { text: filled(withCopy[copy.form], { name: shown(leaf.name), copy: copy.name }), copy };
  };
}

/** At once, so that a name made of braces stays a name. */
function filled(text: string, names: Readonly<Record<string, string>>): string {
  return text.replace(/\{(name|copy)\}/g, (whole, key: string) => names[key] ?? whole);
}

/** A file name comes from the sender: it may neither break the notice's lines nor turn them around. */
function shown(name: string | null): string {
  return (name ?? '?').slice(0, 120).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
