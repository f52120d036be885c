// The extension of a file name, as the system that would open the file sees it.

/** Lower case, without the dot; '' when there is none. Windows drops dots and spaces at the end, so they do not count. */
export function extensionOf(name: string | null): string {
  if (name === null) return '';
  const shown = trimEnd(name.slice(-255));
  const dot = shown.lastIndexOf('.');
  if (dot < 0 || shown.length - dot > 24 || shown.includes('/', dot) || shown.includes('\\', dot)) return '';
  return shown.slice(dot + 1).toLowerCase();
}

/** A name without the dots and blanks that Windows drops from its end. */
export function trimEnd(name: string): string {
  let end = name.length;
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end--;
  return name.slice(0, end);
}
