// Notes, form values and link actions on a PDF page.
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import { readAttachment } from './attachments.ts';
import { filled, filledText, type Pdfium } from './pdfium.ts';

const maxAnnotations = 2000;
const link = 2;
const popup = 16;
const file = 17;
const widget = 20;
const launchAction = 4;
const remoteAction = 2;

/** Targets of links gathered over all pages of a document; those not seen yet are added. */
export type LinkTargets = Set<string>;

const maxTargets = 1000;
const longestTarget = 2000;
const uriAction = 3;

export function readAnnotations(
  library: Pdfium,
  { document, page, targets }: { readonly document: number; readonly page: number; readonly targets: LinkTargets },
  found: Gathering,
  budget: Budget,
): void {
  const count = Math.min(library.FPDFPage_GetAnnotCount(page), maxAnnotations);
  const notes: string[] = [];
  const values: string[] = [];
  for (let i = 0; i < count; i++) {
    const annotation = library.FPDFPage_GetAnnot(page, i);
    if (annotation === 0) continue;
    const subtype = library.FPDFAnnot_GetSubtype(annotation);
    const text = (key: string) =>
      filledText(library, (buffer, size) => library.FPDFAnnot_GetStringValue(annotation, key, buffer, size));
    if (subtype === widget) values.push(text('V'));
    else if (subtype !== popup) notes.push([text('T'), text('Contents')].filter((part) => part !== '').join(': '));
    if (subtype === link) noteLink(library, document, annotation, targets, found);
    else if (subtype === file) readAttachment(library, library.FPDFAnnot_GetFileAttachment(annotation), found, budget);
    library.FPDFPage_CloseAnnot(annotation);
  }
  found.add('comment', 'annotation', joined(notes));
  found.add('body', 'form', joined(values));
}

function joined(texts: readonly string[]): string {
  return texts
    .filter((text) => text.trim() !== '')
    .join('\n')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n');
}

function noteLink(library: Pdfium, document: number, annotation: number, targets: LinkTargets, found: Gathering): void {
  const target = library.FPDFAnnot_GetLink(annotation);
  const action = target === 0 ? 0 : library.FPDFLink_GetAction(target);
  const type = action === 0 ? 0 : library.FPDFAction_GetType(action);
  if (type === launchAction) found.fact('pdf-launch');
  else if (type === remoteAction) found.fact('pdf-remote-goto');
  else if (type === uriAction && targets.size < maxTargets) targets.add(uriOf(library, document, action));
}

/** The bytes of an address are ASCII (ISO 32000-1, 12.6.4.7). */
function uriOf(library: Pdfium, document: number, action: number): string {
  const bytes = filled(library, longestTarget, (buffer, size) =>
    library.FPDFAction_GetURIPath(document, action, buffer, size),
  );
  return bytes === null ? '' : Buffer.from(bytes).toString('utf8').replace(/\0.*$/s, '').replace(/\s+/g, ' ').trim();
}
