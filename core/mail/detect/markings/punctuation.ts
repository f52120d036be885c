// What may stand round a marking without being part of it; foldText has made one sign of all ornaments.

const before = new Set('[({<*=#-_~+|".:/\\>`^!%&;,');
const between = new Set('"/-:,;|[](){}<>+&*._~=');
const behind = new Set('])}>*=#-_~+|"/\\<:;`^,!%');

export function isBefore(key: string): boolean {
  return before.has(key);
}

/** Between label, level and caveat. */
export function isBetween(key: string): boolean {
  return between.has(key);
}

export function isBehind(key: string): boolean {
  return between.has(key) || behind.has(key);
}
