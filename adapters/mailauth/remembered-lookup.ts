// Answers of DNS kept for a minute: mail comes in runs from the same senders, each of which asks five questions and more.

export type Lookup = (name: string, type: string) => Promise<unknown>;

/** Milliseconds. Shorter than records live by far, and a server that is silent is not waited for by every mail. */
const keptFor = 60_000;
const silenceKeptFor = 15_000;
const most = 5_000;

interface Kept {
  readonly answer: Promise<unknown>;
  until: number;
}

/** The same question is asked once while its answer is on its way or known; "there is no such name" is an answer. */
export function rememberedLookup(lookup: Lookup, now: () => number = () => performance.now()): Lookup {
  const kept = new Map<string, Kept>();
  const ask = (question: string, name: string, type: string): Kept => {
    const asked: Kept = { answer: lookup(name, type), until: Number.POSITIVE_INFINITY };
    const keepFor = (time: number) => () => {
      asked.until = now() + time;
    };
    asked.answer.then(keepFor(keptFor), (cause: unknown) => keepFor(isAnswer(cause) ? keptFor : silenceKeptFor)());
    // The oldest goes first: a Map keeps the order in which things came.
    if (kept.size >= most) kept.delete(kept.keys().next().value ?? '');
    kept.delete(question);
    kept.set(question, asked);
    return asked;
  };
  return (name, type) => {
    const question = `${type} ${name.toLowerCase()}`;
    const known = kept.get(question);
    return (known !== undefined && now() < known.until ? known : ask(question, name, type)).answer;
  };
}

/** Whether a failed look-up says that there is nothing, rather than that nobody answered. */
export function isAnswer(cause: unknown): boolean {
  const { code } = cause as { readonly code?: string };
  return code === 'ENOTFOUND' || code === 'ENODATA';
}
