// Where an action of a PDF leads (ISO 32000-1, 12.6.4): most go to pages and web sites; some reach into the network of
// the reader, which hands over a password, or call a program by its address.

const before = 400;
const after = 600;

/** Strings begin with a backslash doubled for each one meant; some writers forget that. Hex strings spell the same. */
const share =
  /\/(?:F|UF|URI|Win)\s{0,20}(?:<<[^>]{0,200}?)?(?:\(\s{0,5}(?:\\\\|file:\/\/|smb:)|<\s{0,5}(?:feff00)?5c(?:00)?5c|<\s{0,5}(?:feff00)?66(?:00)?69(?:00)?6c(?:00)?65(?:00)?3a)/i;
const program =
  /\/(?:F|UF|URI)\s{0,20}(?:<<[^>]{0,200}?)?\(\s{0,5}(?:javascript:|vbscript:|search-ms:|search:|ms-[a-z-]{2,40}:)/i;
const web = /\/(?:F|UF|URI)\s{0,20}(?:<<[^>]{0,200}?)?\(\s{0,5}(?:https?|ftp):/i;

/** Fact about the action whose type, as a name, begins at `at`; null when it leads nowhere harmful. */
export function actionFact(source: Buffer, at: number): string | null {
  const text = dictionaryAround(source, at);
  if (share.test(text)) return 'pdf-remote-file';
  if (program.test(text)) return 'pdf-system-link';
  const type = text.slice(0, 2000);
  return /\/(?:GoToE|GoToR|ImportData|Thread)\b/.test(type) && !/\/URI\b/.test(type) && web.test(type)
    ? 'pdf-remote-file'
    : null;
}

/** The object that the place is in, as far as it is near. */
function dictionaryAround(source: Buffer, at: number): string {
  const head = source.toString('latin1', Math.max(0, at - before), at);
  const tail = source.toString('latin1', at, at + after);
  const start = Math.max(head.lastIndexOf('endobj'), head.lastIndexOf('>>\n<<'), head.lastIndexOf('>> <<'), 0);
  const end = tail.indexOf('endobj');
  return head.slice(start) + (end < 0 ? tail : tail.slice(0, end));
}
