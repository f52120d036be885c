// The EventSink port as a file: one JSON object a line, at the end. Opened anew for each batch, so that it may be rotated.
import { open } from 'node:fs/promises';
import type { EventSink } from '../../core/ports.ts';

export function eventFile(path: string): EventSink {
  return {
    name: `file ${path}`,
    async send(events) {
      const handle = await open(path, 'a', 0o600);
      try {
        await handle.appendFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}
