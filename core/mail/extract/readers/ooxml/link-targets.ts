// Where an office file points to: targets outside the package, data connections and DDE links, as one hidden text.
import type { Gathering } from '../gathering.ts';
import { attributesOf } from '../xml-scan.ts';
import type { OfficePackage } from './package.ts';

const mostTargets = 2000;
const longestTarget = 4000;
/** Attributes of connections that name a source (ECMA-376 part 1, 18.13). */
const sources = ['url', 'connection', 'sourceFile', 'command', 'post'];

export function readLinkTargets(pack: OfficePackage, found: Gathering): void {
  const targets = new Set<string>();
  const note = (target: string | null | undefined): void => {
    if (target && targets.size < mostTargets) targets.add(target.slice(0, longestTarget));
  };
  for (const name of pack.names) {
    const owner = /^(.{0,1000}\/)?_rels\/([^/]{0,1000})\.rels$/i.exec(name.slice(0, 2048));
    if (owner === null) continue;
    for (const { target, external } of pack.relationships(`${owner[1] ?? ''}${owner[2] ?? ''}`))
      if (external) note(target);
  }
  readConnections(pack, note);
  readServices(pack, note);
  found.add('hidden', 'links', [...targets].join('\n'));
}

function readConnections(pack: OfficePackage, note: (target: string | undefined) => void): void {
  if (!pack.has('xl/connections.xml')) return;
  pack.scan('xl/connections.xml', {
    open: (tag) => {
      if (!tag.name.endsWith('Pr')) return;
      const values = attributesOf(tag);
      for (const source of sources) note(values.get(source));
    },
  });
}

/** `cmd|/c …`: the program of a DDE link and what it is told (18.14.6). */
function readServices(pack: OfficePackage, note: (target: string | undefined) => void): void {
  for (const name of pack.names) {
    if (!/^xl\/externalLinks\/[^/]+\.xml$/i.test(name.slice(0, 300))) continue;
    pack.scan(name, {
      open: (tag) => {
        if (tag.name !== 'ddeLink') return;
        const values = attributesOf(tag);
        note(`${values.get('ddeService') ?? ''}|${values.get('ddeTopic') ?? ''}`);
      },
    });
  }
}
