// The operator's log: one JSON line an event on stderr. Names and causes, never content.

/** What an error says may quote what it choked on, so only its name, code and place in our code are written. */
export function logLine({
  cause,
  ...facts
}: {
  readonly event: string;
  readonly attempt: string | null;
  readonly cause?: unknown;
}): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...facts, ...errorFacts(cause) })}\n`);
}

/** Name, code and place in our code, as far as there are any. */
export function errorFacts(cause: unknown): Readonly<Record<string, string>> {
  if (!(cause instanceof Error)) return {};
  const code = (cause as { code?: unknown }).code;
  const place = /\n {4}at [^\n]*?([\w.-]{1,80}\.ts:\d+)/.exec(cause.stack ?? '')?.[1];
  return {
    error: cause.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(place === undefined ? {} : { place }),
  };
}
