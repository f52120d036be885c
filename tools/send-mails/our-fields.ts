// Takes the trace fields that the gateway put on top of a message off again.

export interface OurFields {
  /** Reference of the attempt, as in the gateway's replies. */
  readonly id: string;
  /** deliver, flag or strip. */
  readonly outcome: string;
  /** Everything below our fields. */
  readonly rest: Buffer;
}

/** Null for a message that does not begin with them, such as a notice. */
export function ourFields(delivered: Buffer): OurFields | null {
  const [received, ...others] = topFields(delivered, 3);
  const hostname = /^Received: [\s\S]*?\sby (\S+) \(Postern /.exec(received?.text ?? '')?.[1];
  const verdict = others[0];
  const parts = /^Postern-Verdict: (\w+); id=([0-9a-f.]+)/.exec(verdict?.text ?? '');
  if (hostname === undefined || verdict === undefined || parts === null) return null;
  const authentication = others[1];
  const isOurs = authentication?.text.startsWith(`Authentication-Results: ${hostname};`) === true;
  const end = isOurs && authentication !== undefined ? authentication.end : verdict.end;
  const folded = /^Postern-Folded:\r?\n/.exec(delivered.toString('latin1', end, end + 20))?.[0].length ?? 0;
  return { outcome: parts[1] ?? '', id: parts[2] ?? '', rest: delivered.subarray(end + folded) };
}

/** The first fields with their continuation lines. */
function topFields(message: Buffer, count: number): readonly { readonly text: string; readonly end: number }[] {
  const fields: { text: string; end: number }[] = [];
  let start = 0;
  for (let at = 0; at < message.length && fields.length < count; ) {
    const newline = message.indexOf(0x0a, at);
    at = newline === -1 ? message.length : newline + 1;
    if (message[at] === 0x20 || message[at] === 0x09) continue;
    fields.push({ text: message.toString('latin1', start, at), end: at });
    start = at;
  }
  return fields;
}
