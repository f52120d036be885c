// Tells the sinks of the configuration what happened, each at its own pace: one that is away stops no other.
import { eventFile } from '../adapters/local/event-file.ts';
import { eventWebhook } from '../adapters/webhook/event-webhook.ts';
import { within } from '../adapters/within.ts';
import type { Report } from '../core/mail/act/act.ts';
import { tellEvents } from '../core/oversight/events/tell-events.ts';
import type { EventSink, Ports } from '../core/ports.ts';
import type { Config } from './config/config-schema.ts';

/** Milliseconds: between looks, and after a failure, doubled each time. */
const lookEvery = 2_000;
const longestPause = 5 * 60_000;
const closingPatience = 5_000;

/** `secret` signs what goes to the webhook. */
export function eventSinks(
  { events: { file, webhook } }: Pick<Config, 'events'>,
  secret: string | null,
  clock: Ports['clock'],
): readonly EventSink[] {
  return [
    ...(file === null ? [] : [eventFile(file)]),
    ...(webhook === null || secret === null ? [] : [eventWebhook({ url: webhook.url, secret, clock })]),
  ];
}

export function startTelling(
  sinks: readonly EventSink[],
  { ledger }: Pick<Ports, 'ledger'>,
  report: Report,
): { close(): Promise<void> } {
  const running = sinks.map((sink) => follow(sink, ledger, report));
  return { close: async () => void (await Promise.all(running.map(({ close }) => close()))) };
}

function follow(sink: EventSink, ledger: Ports['ledger'], report: Report): { close(): Promise<void> } {
  let pause = lookEvery;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      await tellEvents(sink, ledger);
      pause = lookEvery;
    } catch (cause) {
      // Said once, not with every try.
      if (pause === lookEvery) report({ event: 'events-not-told', attempt: null, cause });
      pause = Math.min(longestPause, pause * 2);
    }
    if (!closed) timer = setTimeout(begin, pause).unref();
  };
  const begin = (): void => {
    working = look();
  };
  begin();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await within(closingPatience, working, () => undefined);
    },
  };
}
