// Where an object stands on its page.
import { heap, type Pdfium } from './pdfium.ts';

/** In points from the lower left corner of the page. */
export interface Bounds {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

export function boundsOf(library: Pdfium, object: number): Bounds | null {
  const { malloc, free } = library.pdfium.wasmExports;
  const at = malloc(16);
  if (at === 0) return null;
  try {
    if (!library.FPDFPageObj_GetBounds(object, at, at + 4, at + 8, at + 12)) return null;
    const view = new DataView(heap(library).buffer, at, 16);
    const [left = 0, bottom = 0, right = 0, top = 0] = [0, 4, 8, 12].map((from) => view.getFloat32(from, true));
    return { left, bottom, right: Math.max(left, right), top: Math.max(bottom, top) };
  } finally {
    free(at);
  }
}

/** Square points. */
export function areaOf({ left, bottom, right, top }: Bounds): number {
  return (right - left) * (top - bottom);
}
