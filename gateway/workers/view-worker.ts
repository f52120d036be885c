// The program of a process that reads retained messages for showing them to an investigator.
import type { Examination } from '../../core/model/examination.ts';
import { type ItemView, itemView } from '../../core/oversight/viewing/item-view.ts';
import { pagePicture } from '../../core/oversight/viewing/page-picture.ts';
import { examineAndRead, serveExaminer } from './serve-examiner.ts';

/** What `examine` resolves with here. */
export interface ViewedExamination extends Examination {
  readonly view: ItemView;
}

serveExaminer((deps) => ({
  examine: async (raw, context): Promise<ViewedExamination> => {
    const { examination, message, readings } = await examineAndRead(raw, context, deps);
    return { ...examination, view: itemView(message, readings, examination) };
  },
  draw: (raw, page) => pagePicture(raw, page, deps.now),
}));
