// Answers of DNS kept for a minute: mail comes in runs from the same senders, each of which asks five questions and more.

export type Lookup = (name: string, type: string) => Promise<unknown>;

/** Milliseconds. Shorter than records live by far, and a server that is silent is not waited for by every mail. */
const keptFor = 60_000;
const silenceKeptFor = 15_000;
const most = 5_000;
/** Characters of question and answer: a zone may be made to have long ones. */
const longestKept = 4_096;

interface Kept {
  readonly answer: Promise<unknown>;
  until: number;
}

/** The same question is asked once while its answer is on its way or known; "there is no such name" is an answer. */
export function rememberedLookup(lookup: Lookup, now: () => number = () => performance.now()): Lookup {
  const kept = new Map<string, Kept>();
  const ask = (question: string, name: string, type: string): Kept => {
    const asked: Kept = { answer: lookup(name, type), until: Number.POSITIVE_INFINITY };
    const keep = (length: number, time: number): void => {
      asked.until = now() + time;
      if (question.length + length > longestKept && kept.get(question) === asked) kept.delete(question);
    };
    asked.answer.then(
      (answer) => keep(JSON.stringify(answer ?? null).length, keptFor),
      (cause: unknown) => keep(0, isAnswer(cause) ? keptFor : silenceKeptFor),
    );
    kept.delete(question);
    dropOldest(kept, now());
    kept.set(question, asked);
    return asked;
  };
  return (name, type) => {
    const question = `${type} ${name.toLowerCase()}`;
    const known = kept.get(question);
    return (known !== undefined && now() < known.until ? known : ask(question, name, type)).answer;
  };
}

/** Makes room for one, and for what is over: a Map keeps the order in which things came. */
function dropOldest(kept: Map<string, Kept>, now: number): void {
  for (const [question, { until }] of kept) {
    if (kept.size < most && now < until) return;
    kept.delete(question);
  }
}

/** Whether a failed look-up says that there is nothing, rather than that nobody answered. */
export function isAnswer(cause: unknown): boolean {
  const { code } = cause as { readonly code?: string };
  return code === 'ENOTFOUND' || code === 'ENODATA';
}
