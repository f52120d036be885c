// How a part says that it was locked, and which of the passwords that came with it opened it.

/** Fact of the part; another, `opened-with:<start of the fingerprint>`, says which. */
export const openedByPassword = 'opened-by-found-password';
