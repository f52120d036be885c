// Oversight on one machine: sign-in, the JSON API of people and cases, and what happens by the clock. All of it is loaded
// when the first request comes, since most machines pass mail for days before anybody asks.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import type { ControlCommands } from '../adapters/local/control-socket.ts';
import type { Authorizer } from '../core/oversight/access/resource.ts';
import type { Oversight } from '../core/oversight/act.ts';
import { readingDesk } from '../core/oversight/viewing/reading-desk.ts';
import type { HttpContext } from './http/http-server.ts';
import { once } from './once.ts';
import { oversightCommands } from './oversight-commands.ts';
import {
  factorsOf,
  houseTermsOf,
  type OversightSurroundings,
  publicUrlOf,
  type Wired,
  zoneOf,
} from './oversight-parts.ts';
import { startOversightTimers } from './oversight-timers.ts';

export interface OversightHost {
  /** The console, and what is under `/api/v1` and `/oidc`. */
  readonly routes: Hono;
  readonly commands: ControlCommands;
  close(): Promise<void>;
}

export async function openOversight(surroundings: OversightSurroundings): Promise<OversightHost> {
  const { config, version, ports, keys, rulebook, report } = surroundings;
  const wired = once(() => wire(surroundings));
  const health = async () => ({ version, keyProcess: keys.pid() === undefined ? 'away' : 'ok' });
  const served = once(async () => {
    const [{ serveOversight }, host, { oversightRoutes }, { newProviderKeys }, { signInMemory }] = await Promise.all([
      import('./oversight-http.ts'),
      import('./console.ts'),
      import('./oversight-routes.ts'),
      import('../adapters/identity/provider-keys.ts'),
      import('../adapters/identity/sign-in-memory.ts'),
    ]);
    const { room } = await wired();
    const factors = await factorsOf(config);
    const script = await readFile(new URL('../console/sign-in/passkey.js', import.meta.url), 'utf8');
    const [publicUrl, providerKeys, memory] = [publicUrlOf(config), newProviderKeys(), signInMemory()];
    const { organisation } = rulebook.pack;
    const terms = houseTermsOf(surroundings);
    const desk = readingDesk(room, surroundings.viewer, keys);
    const notaryKey = async () => keys.notaryKey;
    const parts = { ...surroundings, publicUrl, factors, organisation, health, desk, terms, notaryKey };
    const routes = oversightRoutes(parts);
    const assets = await host.consoleAssets();
    const console = host.consoleOf({ ...surroundings, room, publicUrl, routes, memory, assets });
    const served = { ...surroundings, publicUrl, factors, routes, providerKeys, memory, script, console };
    return serveOversight(served, room).app;
  });
  const timers = await startOversightTimers({
    ...ports,
    keys,
    folder: config.data,
    newId: randomUUID,
    zone: zoneOf(rulebook),
    retention: rulebook.pack.retention,
    report,
  });
  const routes = new Hono();
  const serve = async (context: HttpContext) => (await served()).fetch(context.req.raw, context.env);
  routes.all('*', serve);
  return {
    routes,
    commands: oversightCommands(surroundings, wired, timers.checkpoint),
    close: async () => {
      await timers.close();
      if (wired.begun()) await (await wired()).settled();
    },
  };
}

async function wire({ ports, keys, rulebook, policies }: OversightSurroundings): Promise<Wired> {
  const [{ makeAuthorizer }, { notingUse }] = await Promise.all([
    import('../core/oversight/access/authorizer.ts'),
    import('../core/oversight/people/used-rights.ts'),
  ]);
  const authorize: Authorizer = makeAuthorizer(policies());
  const { ledger, store, clock } = ports;
  const oversight: Oversight = { ledger, authorize, clock, newId: randomUUID, zone: zoneOf(rulebook) };
  const noting = notingUse(oversight);
  return { room: { ...oversight, authorize: noting.authorize, grants: keys, store }, settled: noting.settled };
}
