// The extension of a file name, as the system that would open the file sees it.

/** Lower case, without the dot; '' when there is none. Windows drops dots and spaces at the end, so they do not count. */
export function extensionOf(name: string | null): string {
  if (name === null) return '';
  const shown = trimEnd(withoutStream(name.slice(-255)));
  const dot = shown.lastIndexOf('.');
  if (dot < 0 || shown.length - dot > 24 || shown.includes('/', dot) || shown.includes('\\', dot)) return '';
  return shown.slice(dot + 1).toLowerCase();
}

/** `a.exe::$DATA` is `a.exe` ([MS-FSCC] 2.1.5). */
function withoutStream(name: string): string {
  const end = name.toLowerCase().endsWith('::$data') ? name.length - '::$data'.length : name.length;
  return name.slice(0, end);
}

/** A name without the dots and blanks that Windows drops from its end. */
export function trimEnd(name: string): string {
  let end = name.length;
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end--;
  return name.slice(0, end);
}

/** Names that packers give to volumes: `a.7z.001`, `a.z01`, `a.r00`, `a.part2.rar`. */
export function isVolumeName(name: string | null): boolean {
  return name !== null && /\.(?:\d{3}|[rsz]\d\d|part\d{1,4}\.(?:rar|exe))$/i.test(trimEnd(name.slice(-255)));
}
