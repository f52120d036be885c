// Work whose result is kept, such as opening what most requests need and some never do.

/** Done at the first call; a failure is tried again at the next. */
export function once<T>(work: () => Promise<T>): (() => Promise<T>) & { begun(): boolean } {
  let made: Promise<T> | null = null;
  const get = () => {
    made ??= work().catch((cause: unknown) => {
      made = null;
      throw cause;
    });
    return made;
  };
  return Object.assign(get, { begun: () => made !== null });
}
