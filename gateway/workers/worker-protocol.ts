// What the gateway and its examining processes say to each other.
import type { Examination, ExaminationContext } from '../../core/model/examination.ts';
import type { PageAsked } from '../../core/oversight/viewing/page-picture.ts';
import type { Viewer } from '../../core/oversight/viewing/view-item.ts';
import type { Examiner, RemovalNotices } from '../../core/ports.ts';
import type { PolicyData } from '../../core/rulebook/policy-data.ts';

/** The first message to a process: what it needs before it can work. It reads no policy from disk itself. */
export interface Preparation {
  readonly policy: PolicyData;
  readonly fingerprintKey: Uint8Array;
  /** Folder of the registers of documents and records, which the process may read; null without any. */
  readonly registers: string | null;
}

export type Job =
  | { readonly type: 'examine'; readonly raw: Uint8Array; readonly context: ExaminationContext }
  | {
      readonly type: 'strip';
      readonly raw: Uint8Array;
      readonly paths: readonly string[];
      readonly notices: RemovalNotices;
    }
  | { readonly type: 'draw'; readonly raw: Uint8Array; readonly page: PageAsked };

/** What a process does with jobs. */
export type MailWorker = Examiner & Pick<Viewer, 'draw'>;

/** `done` carries what the job's method of MailWorker resolves with. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'not-ready'; readonly message: string }
  | { readonly type: 'done'; readonly value: Examination | Uint8Array | null }
  /** The code threw where it never should. `at` is its name and place in our code, without its message: that may quote content. */
  | { readonly type: 'threw'; readonly at: string };
