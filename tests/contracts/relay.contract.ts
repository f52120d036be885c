// What every Relay does: the bytes arrive as they are, and every recipient gets an answer.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingMail, Relay } from '../../core/ports.ts';
import { one, two } from './samples.ts';

export interface Delivered {
  readonly recipient: string;
  readonly raw: Uint8Array;
}

export interface OpenedRelay {
  readonly relay: Relay;
  /** What lies at the next hop now. */
  delivered(): Promise<readonly Delivered[]>;
  /** SMTP may deliver twice what is handed over twice; a maildir knows the delivery by its key. */
  readonly repeats: 'one-copy' | 'another-copy';
  close(): Promise<void>;
}

const mail: OutgoingMail = {
  key: 'delivery-1',
  mailFrom: 'sender@agency.example',
  parameters: {},
  recipients: [{ address: one }, { address: two }],
  raw: Buffer.from('Subject: x\r\n\r\n.\r\n..two dots\r\nend without dot\r\n'),
};

/** `open` makes a relay to an empty next hop that takes mail for everybody. */
export function describeRelay(name: string, open: () => Promise<OpenedRelay>): void {
  describe(`the relay to ${name}`, () => {
    let opened: OpenedRelay;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it('answers every recipient and hands the message over byte for byte', async () => {
      const replies = await opened.relay.deliver(mail);
      expect([...replies.keys()].sort()).toEqual([one, two]);
      for (const reply of replies.values()) expect(reply.code).toBe(250);
      const delivered = await opened.delivered();
      expect(delivered.map(({ recipient }) => recipient).sort()).toEqual([one, two]);
      for (const { raw } of delivered) expect(Buffer.from(raw).equals(mail.raw)).toBe(true);
    });

    it('R-703 answers the same when a delivery is repeated', async () => {
      await opened.relay.deliver(mail);
      const replies = await opened.relay.deliver(mail);
      expect([...replies.values()].map(({ code }) => code)).toEqual([250, 250]);
      expect((await opened.delivered()).length).toBe(opened.repeats === 'one-copy' ? 2 : 4);
    });

    it('delivers another mail beside the first', async () => {
      await opened.relay.deliver(mail);
      await opened.relay.deliver({ ...mail, key: 'delivery-2', recipients: [{ address: one }] });
      expect((await opened.delivered()).length).toBe(3);
    });
  });
}
