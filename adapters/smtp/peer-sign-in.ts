// Signs in at a next hop that asks for it (submission, RFC 6409): AUTH PLAIN, or LOGIN where the peer knows no other.
import type { LinedReply } from './reply-reader.ts';

export interface PeerAccount {
  readonly user: string;
  readonly password: string;
}

/** `ask` sends one line and resolves with the reply; `mechanisms` in upper case. Null when the peer offers neither. */
export async function signInAtPeer(
  { user, password }: PeerAccount,
  mechanisms: readonly string[],
  ask: (line: string) => Promise<LinedReply>,
): Promise<LinedReply | null> {
  // RFC 4616 section 2: no authorisation identity, the account acts as itself.
  if (mechanisms.includes('PLAIN')) return ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`);
  if (!mechanisms.includes('LOGIN')) return null;
  const wantsUser = await ask('AUTH LOGIN');
  if (wantsUser.code !== 334) return wantsUser;
  const wantsPassword = await ask(base64(user));
  return wantsPassword.code === 334 ? ask(base64(password)) : wantsPassword;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
