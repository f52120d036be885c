// Puts SMTP replies together from the bytes of a connection (RFC 5321 section 4.2).
import type { Reply } from '../../core/ports.ts';

/** A reply with its lines apart: EHLO lists one extension a line. */
export interface LinedReply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** RFC 5321 section 4.5.3.1.5 allows 512 bytes a line; peers exceed it, but not by this much. */
const longestLine = 4096;
const mostLines = 128;

/** The peer does not speak SMTP, or never ends its reply. */
export class BadReply extends Error {
  override readonly name = 'BadReply';
}

export interface ReplyReader {
  /** Bytes in, complete replies out. Throws BadReply; the connection is then of no further use. */
  feed(chunk: Uint8Array): readonly LinedReply[];
}

export function replyReader(): ReplyReader {
  let rest = '';
  let lines: string[] = [];
  const takeLine = (line: string): LinedReply | null => {
    const match = /^([2-5][0-9]{2})([ -]?)/.exec(line);
    if (match?.[1] === undefined) throw new BadReply('the next hop answered with something that is no SMTP reply');
    lines.push(line.slice(match[0].length));
    if (lines.length > mostLines) throw new BadReply('the next hop sent a reply of too many lines');
    if (match[2] === '-') return null;
    const reply = { code: Number(match[1]), lines };
    lines = [];
    return reply;
  };
  return {
    feed(chunk) {
      const text = rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
      const replies: LinedReply[] = [];
      let start = 0;
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
        const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
        start = end + 1;
        const reply = takeLine(asUtf8(line));
        if (reply !== null) replies.push(reply);
      }
      rest = text.slice(start);
      if (rest.length > longestLine) throw new BadReply('the next hop sent a reply line that does not end');
      return replies;
    },
  };
}

/** RFC 6531 section 3.7.4.2 lets a peer answer in UTF-8. Lines are split first, so a character is never cut in two. */
function asUtf8(line: string): string {
  return Buffer.from(line.slice(0, longestLine), 'latin1').toString('utf8');
}

const enhancedCode = /^[245]\.[0-9]{1,3}\.[0-9]{1,3} /;

/** One line of text; an enhanced code (RFC 2034 section 4), which a peer repeats on every line, is kept once. */
export function asReply({ code, lines }: LinedReply): Reply {
  const [first = '', ...others] = lines;
  const enhanced = enhancedCode.exec(first)?.[0] ?? '';
  const rest = others.map((line) =>
    enhanced !== '' && line.startsWith(enhanced) ? line.slice(enhanced.length) : line,
  );
  return { code, text: [first, ...rest].join(' ').trim() };
}
