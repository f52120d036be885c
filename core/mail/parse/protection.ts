// What protects the message as a whole: signature, S/MIME (RFC 8551) or PGP (RFC 3156, RFC 9580) encryption.
import type { Protection } from '../../model/message.ts';
import type { Entity } from './entity.ts';
import type { RawLeaf } from './leaves.ts';
import { asBuffer } from './lines.ts';
import { parameterReadings } from './parameters.ts';
import type { Structure } from './structure.ts';

/** DER of the content types inside CMS: enveloped-data, encrypted-data, authEnveloped-data. */
const envelopedData = Buffer.from('06092a864886f70d010703', 'hex');
const encryptedData = Buffer.from('06092a864886f70d010706', 'hex');
const authEnvelopedData = Buffer.from('060b2a864886f70d0109100117', 'hex');
const signedData = Buffer.from('06092a864886f70d010702', 'hex');

function parameter(entity: Entity, name: string): string {
  const { structured } = entity.content;
  return structured === null ? '' : (parameterReadings(structured, name)[0] ?? '').toLowerCase();
}

const smimeTypes: ReadonlySet<string> = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime']);

/** `signed` or `smime-encrypted` by what the bytes say; the type parameter only counts when they say nothing. */
function smimeOf(leaf: RawLeaf, entity: Entity | null): Protection {
  const head = asBuffer(leaf.content.subarray(0, 64));
  if (head.includes(envelopedData) || head.includes(encryptedData) || head.includes(authEnvelopedData)) {
    return 'smime-encrypted';
  }
  if (head.includes(signedData)) return 'signed';
  const declared = entity === null ? '' : parameter(entity, 'smime-type');
  if (declared.includes('enveloped')) return 'smime-encrypted';
  return declared.startsWith('signed') ? 'signed' : 'none';
}

function isSmime(leaf: RawLeaf): boolean {
  const byName = leaf.name?.toLowerCase().endsWith('.p7m') ?? false;
  return smimeTypes.has(leaf.type ?? '') || (leaf.type === 'application/octet-stream' && byName);
}

const pgpBegin = '-----BEGIN PGP MESSAGE-----';
const pgpSigned = '-----BEGIN PGP SIGNED MESSAGE-----';

/** An armour line at the beginning of a line, with its end: a quotation or a mention is neither. */
function hasArmour(text: Buffer, begin: string, end: string): boolean {
  const at = text.indexOf(begin, 0, 'latin1');
  return at >= 0 && (at === 0 || text[at - 1] === 10) && text.indexOf(`\n${end}`, at, 'latin1') > at;
}

function pgpOf(leaf: RawLeaf): Protection {
  const text = asBuffer(leaf.content);
  if (hasArmour(text, pgpBegin, '-----END PGP MESSAGE-----')) return 'pgp-encrypted';
  return hasArmour(text, pgpSigned, '-----END PGP SIGNATURE-----') ? 'signed' : 'none';
}

const rank: readonly Protection[] = ['none', 'signed', 'smime-encrypted', 'pgp-encrypted'];

/** The strongest that any layer shows; nested messages are judged on their own. */
export function protectionOf(structure: Structure, leaves: readonly RawLeaf[]): Protection {
  const found = new Set<Protection>();
  const bySpan = new Map<number, Entity>();
  for (const entity of structure.entities) {
    bySpan.set(entity.span.start, entity);
    const { type } = entity.content;
    if (type === 'multipart/signed') found.add('signed');
    if (type === 'multipart/encrypted') {
      found.add(parameter(entity, 'protocol').includes('pkcs7') ? 'smime-encrypted' : 'pgp-encrypted');
    }
  }
  for (const leaf of leaves) {
    if (leaf.role === 'body') found.add(pgpOf(leaf));
    else if (isSmime(leaf)) {
      const entity = leaf.span === null ? null : (bySpan.get(leaf.span.start) ?? null);
      found.add(smimeOf(leaf, entity?.children.length === 0 ? entity : null));
    }
  }
  return rank.findLast((protection) => found.has(protection)) ?? 'none';
}
