// How the host of the console signs people in.
import type { Context } from 'hono';

export interface SignedIn {
  readonly person: string;
  /** When the password was given, milliseconds since the epoch. */
  readonly authenticatedAt: number;
  /** Ties forms to this session. */
  readonly token: string;
}

export interface SignInHost {
  /** Who uses this browser; null when nobody is signed in. Something the page does by itself is no use of the session. */
  who(context: Context, byThemself: boolean): Promise<SignedIn | null>;
  /** Sends the browser to sign in, and then to `back`, a path of the console. */
  begin(context: Context, back: string, language: string): Promise<Response>;
  /** Takes the browser up that comes back to `/sign-in/return`. */
  take(context: Context): Promise<Response>;
  /** Address of the page that signs out. */
  readonly signOut: string;
}
