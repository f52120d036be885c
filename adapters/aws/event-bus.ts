// The one place that knows EventBridge: the EventSink port as a bus.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { OcsfEvent } from '../../core/model/ocsf-event.ts';
import type { EventSink } from '../../core/ports.ts';
import type { ClientOptions } from './client-options.ts';

/** One request takes ten entries and 256 KB (PutEvents): fewer where they are large. */
const mostEntries = 10;
const mostBytes = 200_000;

export function eventBus(name: string, options: ClientOptions): EventSink {
  const client = new EventBridgeClient(options);
  return {
    name: `bus ${name}`,
    async send(events) {
      for (const group of groupsOf(events.map((event) => entryOf(event, name)))) {
        const { FailedEntryCount = 0 } = await client.send(new PutEventsCommand({ Entries: group }));
        if (FailedEntryCount > 0)
          throw new Error(`the event bus refused ${FailedEntryCount} events; they are sent again`);
      }
    },
  };
}

function entryOf(event: OcsfEvent, bus: string) {
  const Detail = JSON.stringify(event);
  return { EventBusName: bus, Source: 'postern', DetailType: event.class_name, Time: new Date(event.time), Detail };
}

type Entry = ReturnType<typeof entryOf>;

function groupsOf(entries: readonly Entry[]): readonly Entry[][] {
  const groups: Entry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail);
    const last = groups.at(-1);
    if (last === undefined || last.length >= mostEntries || bytes + size > mostBytes) {
      groups.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return groups;
}
