// Takes the network away from a process that works on hostile bytes: Node 24's permission model closes files and programs alone.
// It holds for whatever JavaScript in the process asks for, libraries included; not for machine code that broke in.
import { Socket as DatagramSocket } from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { Server, Socket } from 'node:net';

export function denyNetwork(): void {
  for (const asks of [Socket.prototype, Server.prototype, DatagramSocket.prototype])
    replace(asks, ['connect', 'listen', 'bind', 'send']);
  const lookups = Object.keys(dns).filter((name) => /^(?:lookup|resolve|reverse)/.test(name));
  for (const asks of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
    replace(asks, lookups);
  // For modules that import the functions by name.
  syncBuiltinESMExports();
}

function replace(asks: object, names: readonly string[]): void {
  for (const name of names)
    if (name in asks) Object.defineProperty(asks, name, { value: refuse, writable: true, configurable: true });
}

function refuse(): never {
  throw new Error('a process that reads mail may not use the network');
}
