// Files attached to a PDF, and the scripts it runs.
import { type Budget, LimitReached } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import { filledText, heap, type Pdfium } from './pdfium.ts';
import { judgeScript } from './script-source.ts';

const maxAttachments = 500;

export function readAttachments(library: Pdfium, document: number, found: Gathering, budget: Budget): void {
  const count = library.FPDFDoc_GetAttachmentCount(document);
  if (count > maxAttachments) found.partial('too-many-parts');
  for (let i = 0; i < Math.min(count, maxAttachments); i++) {
    readAttachment(library, library.FPDFDoc_GetAttachment(document, i), found, budget);
  }
}

/** One attached file, of the document or of a note on a page. */
export function readAttachment(library: Pdfium, attachment: number, found: Gathering, budget: Budget): void {
  found.fact('pdf-embedded-file');
  if (attachment === 0) return;
  const name = filledText(library, (buffer, size) => library.FPDFAttachment_GetName(attachment, buffer, size));
  const bytes = fileOf(library, attachment, budget);
  if (bytes === null) found.partial('corrupt');
  else found.child(name === '' ? 'attachment.bin' : name, 'embedded', bytes);
}

function fileOf(library: Pdfium, attachment: number, budget: Budget): Uint8Array | null {
  const { malloc, free } = library.pdfium.wasmExports;
  const lengthAt = malloc(8);
  try {
    const length = () => new DataView(heap(library).buffer).getUint32(lengthAt, true);
    if (!library.FPDFAttachment_GetFile(attachment, 0, 0, lengthAt)) return null;
    const size = length();
    if (size > budget.bytesLeft) throw new LimitReached('too-large');
    budget.spendBytes(size);
    const buffer = malloc(Math.max(1, size));
    if (buffer === 0) return null;
    const got = library.FPDFAttachment_GetFile(attachment, buffer, size, lengthAt);
    const bytes = heap(library).slice(buffer, buffer + size);
    free(buffer);
    return got ? bytes : null;
  } finally {
    free(lengthAt);
  }
}

/** Scripts of the document as a whole; those of single fields are seen by the raw scan only. */
export function readJavaScript(library: Pdfium, document: number, found: Gathering): void {
  const count = Math.min(library.FPDFDoc_GetJavaScriptActionCount(document), maxAttachments);
  for (let i = 0; i < count; i++) {
    found.fact('pdf-javascript');
    const action = library.FPDFDoc_GetJavaScriptAction(document, i);
    if (action === 0) continue;
    const script = filledText(library, (buffer, size) => library.FPDFJavaScriptAction_GetScript(action, buffer, size));
    judgeScript(script, found);
    found.add('code', 'javascript', script);
    library.FPDFDoc_CloseJavaScriptAction(action);
  }
}
