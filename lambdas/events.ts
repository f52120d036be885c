// Tells the event bus what is new in the trail, one invocation at a time.
import { tellEvents } from '../core/oversight/events/tell-events.ts';
import type { EventSink } from '../core/ports.ts';
import type { StoredMailDoor } from './stored-mail.ts';

/** Never rejects: the next call goes on. `deadline` in milliseconds since the epoch; nothing is sent after it. */
export async function tellBus(bus: EventSink, deadline: number, { deps, turns }: StoredMailDoor): Promise<void> {
  const turn = await turns.take('events', deadline);
  if (turn === null) return;
  const inTime: EventSink = {
    ...bus,
    send: async (events) => {
      if (Date.now() > deadline) throw new Error('no time is left; the next call goes on');
      await bus.send(events);
    },
  };
  try {
    await tellEvents(inTime, deps.ports.ledger);
  } catch (cause) {
    deps.report({ event: 'events-not-told', attempt: null, cause });
  } finally {
    await turn.give();
  }
}
