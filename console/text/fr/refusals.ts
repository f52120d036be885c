// Les refus du cœur, en français. `{0}` et ainsi de suite tiennent la place de ce qui varie.

export const refusalsInFrench: Readonly<Record<string, string>> = {};
