// Writes the mails that nobody can type: those with documents, archives and odd bytes in them. Always the same bytes.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ambiguousMails } from './make/areas/ambiguous.ts';
import { carrierMails } from './make/areas/carriers.ts';
import { forwardedMails } from './make/areas/forwarded.ts';
import { markingMails } from './make/areas/markings.ts';
import { plainMails } from './make/areas/plain.ts';
import { structureMails } from './make/areas/structure.ts';
import { unreadableMails } from './make/areas/unreadable.ts';
import { unsafeMails } from './make/areas/unsafe.ts';
import { clientMails } from './make/clients.ts';

/** Content by path, from the folder of this file. */
export function madeFiles(): ReadonlyMap<string, Buffer> {
  const areas = [
    plainMails(),
    markingMails(),
    unsafeMails(),
    unreadableMails(),
    structureMails(),
    ambiguousMails(),
    forwardedMails(),
    carrierMails(),
  ];
  const files = areas.flatMap((mails) => [...mails].map(([path, content]) => [`${path}.eml`, content] as const));
  const clients = [...clientMails()].map(([name, content]) => [`../fixtures/mails/${name}.eml`, content] as const);
  return new Map([...files, ...clients]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of madeFiles()) writeFileSync(new URL(path, import.meta.url), content);
}
