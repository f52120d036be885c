// Which document of policy/sources.yaml a reference names: DOCUMENT/HEADING/NUMBER.

export function documentOf(source: string): string {
  return source.split('/', 1)[0] ?? source;
}
