// One verifier for the access tokens of both issuers: the embedded provider and Amazon Cognito (RFC 9068, RFC 7519).
import { JwtVerifier } from 'aws-jwt-verify';

export type TokenIssuer =
  | {
      readonly kind: 'embedded';
      readonly issuer: string;
      readonly audience: string;
      readonly keys: { readonly keys: readonly object[] };
    }
  /** Tokens of Cognito have no audience, but the client they were made for. Without keys they are fetched from the issuer. */
  | {
      readonly kind: 'cognito';
      readonly region: string;
      readonly userPool: string;
      readonly client: string;
      readonly keys?: { readonly keys: readonly object[] };
    };

/** What a token says that was verified. */
export interface TokenFacts {
  readonly issuer: TokenIssuer['kind'];
  /** Account id, lower case. */
  readonly person: string;
  /** When the person proved who they are, milliseconds since the epoch. */
  readonly authenticatedAt: number;
  /** Of the embedded provider; null for Cognito, which keeps its own. */
  readonly session: string | null;
}

/** Characters. */
const longestToken = 8_192;

/** The function answers null for every token that does not hold. Throws when there is no issuer. */
export function tokenVerifier(issuers: readonly TokenIssuer[]): (token: string) => Promise<TokenFacts | null> {
  const kinds = new Map(issuers.map((one) => [issuerOf(one), one]));
  const verifier = JwtVerifier.create(
    issuers.map((one) => ({
      issuer: issuerOf(one),
      audience: one.kind === 'embedded' ? one.audience : null,
      jwksUri: `${issuerOf(one)}${one.kind === 'embedded' ? '/jwks' : '/.well-known/jwks.json'}`,
      customJwtCheck: ({ payload }: { payload: Readonly<Record<string, unknown>> }) => {
        if (one.kind === 'cognito' && (payload.token_use !== 'access' || payload.client_id !== one.client))
          throw new Error('the token is for another use');
      },
    })),
  );
  for (const one of issuers)
    if (one.keys !== undefined) verifier.cacheJwks({ keys: [...one.keys.keys] } as never, issuerOf(one));
  return async (token) => {
    if (token.length > longestToken) return null;
    try {
      const payload = await verifier.verify(token);
      const issuer = kinds.get(String(payload.iss));
      return issuer === undefined ? null : factsOf(issuer.kind, payload);
    } catch {
      return null;
    }
  };
}

function factsOf(issuer: TokenIssuer['kind'], payload: Readonly<Record<string, unknown>>): TokenFacts | null {
  const { sub, username, auth_time: time, sid } = payload;
  const person = issuer === 'embedded' ? sub : username;
  if (typeof person !== 'string' || person === '' || typeof time !== 'number') return null;
  const session = issuer === 'embedded' && typeof sid === 'string' ? sid : null;
  if (issuer === 'embedded' && session === null) return null;
  return { issuer, person: person.toLowerCase(), authenticatedAt: Math.round(time * 1000), session };
}

function issuerOf(one: TokenIssuer): string {
  return one.kind === 'embedded' ? one.issuer : `https://cognito-idp.${one.region}.amazonaws.com/${one.userPool}`;
}
