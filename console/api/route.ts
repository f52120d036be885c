// What a route of the JSON API is: data, so that the document, the access table and the tests know every one (DESIGN 7).
import type { z } from 'zod';
import type { Action } from '../../core/oversight/access/action.ts';
import type { Actor } from '../../core/oversight/access/actor.ts';
import type { Granting } from '../../core/oversight/cases/decide-access.ts';

export interface Request<Body> {
  readonly actor: Actor;
  /** Of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: Body;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Under `/api/v1`, with `:name` for a part that varies. */
  readonly path: string;
  /** What the act is to the access policies. The handler authorises it, with the thing it concerns. */
  readonly action: Action;
  readonly summary: string;
  /** Of the JSON body, or of the query where the method is GET. */
  readonly input: z.ZodType | null;
  readonly handle: (room: Granting, request: Request<unknown>) => Promise<unknown>;
}

/** Ties the type of the input to its schema. */
export function route<Body>(
  facts: Omit<Route, 'input' | 'handle'> & {
    readonly input: z.ZodType<Body>;
    readonly handle: (room: Granting, request: Request<Body>) => Promise<unknown>;
  },
): Route {
  return facts as Route;
}

/** A route that takes nothing but its path. */
export function plainRoute(
  facts: Omit<Route, 'input' | 'handle'> & {
    readonly handle: (room: Granting, request: Request<null>) => Promise<unknown>;
  },
): Route {
  return { ...facts, input: null } as Route;
}

/** A named part of the path; the router made sure that it is there. */
export function param({ params }: Pick<Request<unknown>, 'params'>, name: string): string {
  return params[name] ?? '';
}

/** Of an access, whose path names its case too. */
export function accessIdOf(request: Pick<Request<unknown>, 'params'>): string {
  return `${param(request, 'case')}/${param(request, 'access')}`;
}

/** What a handler resolves with when its answer is a picture that was drawn here. */
export class Png {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** What a handler resolves with when its answer is a long text, a line at a time. */
export class Lines {
  readonly lines: AsyncIterable<string>;
  constructor(lines: AsyncIterable<string>) {
    this.lines = lines;
  }
}
