// Engine by rspamd's HTTP interface (POST /checkv2).
import type { Engine, EngineVerdict } from '../../core/ports.ts';

export interface RspamdOptions {
  /** Such as `http://127.0.0.1:11333`. */
  readonly url: string;
  /** Milliseconds. */
  readonly time: number;
}

/** Actions below these are rspamd's own wish to wait or to add a header. */
const unwantedActions = new Set(['reject', 'add header', 'rewrite subject', 'quarantine', 'discard']);

export function rspamdEngine({ url, time }: RspamdOptions): Engine {
  return {
    name: 'rspamd',
    judges: 'unwanted',
    async inspect(raw, mailFrom) {
      const response = await fetch(new URL('/checkv2', url), {
        method: 'POST',
        body: Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength),
        headers: headerSafe(mailFrom) ? { from: mailFrom } : {},
        signal: AbortSignal.timeout(time),
        redirect: 'error',
      });
      if (!response.ok) throw new Error(`rspamd answered ${response.status}; look at its log`);
      return verdictOf(await response.json());
    },
    answers: () =>
      fetch(new URL('/ping', url), { signal: AbortSignal.timeout(Math.min(time, 2_000)) }).then(
        ({ ok }) => ok,
        () => false,
      ),
  };
}

function headerSafe(text: string): boolean {
  return text !== '' && /^[\x21-\x7e]{1,300}$/.test(text);
}

function verdictOf(answer: unknown): EngineVerdict {
  const { score, required_score, action, symbols } = (answer ?? {}) as Record<string, unknown>;
  if (typeof score !== 'number' || typeof required_score !== 'number' || typeof action !== 'string')
    return { state: 'unscanned', why: 'an answer without score and action' };
  if (!unwantedActions.has(action)) return { state: 'clean' };
  const marks = typeof symbols === 'object' && symbols !== null ? Object.keys(symbols) : [];
  return { state: 'unwanted', score, threshold: required_score, marks };
}
