// The Viewer of one machine: a process like those that examine mail, started when somebody first looks at an item.
import type { Viewer } from '../../core/oversight/viewing/view-item.ts';
import { type ExaminerOptions, startExaminers } from './examiner-pool.ts';
import type { ViewedExamination } from './view-worker.ts';

/** Few people look, one item at a time. */
const processes = 1;

export function openViewer(options: ExaminerOptions): Viewer & { close(): Promise<void> } {
  let started: ReturnType<typeof startExaminers> | null = null;
  const pool = () => {
    started ??= startExaminers({
      entry: new URL('./view-worker.ts', import.meta.url),
      size: processes,
      ...options,
    }).catch((cause: unknown) => {
      started = null;
      throw cause;
    });
    return started;
  };
  return {
    view: async (raw) => {
      // Nobody knows the envelope's sender here, and no decision rests on what is found.
      const examined = (await (
        await pool()
      ).examine(raw, { mailFrom: null, ocr: false })) as Partial<ViewedExamination>;
      return examined.view ?? null;
    },
    draw: async (raw, page) => (await pool()).draw(raw, page),
    close: async () => (await started?.catch(() => null))?.close(),
  };
}
