// What the name of an archive entry says about whoever packed it.

const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;
const mostLinks = 1000;
/** Deeper folders are not compared with links: each level costs as much as all above it. */
const deepest = 50;

/**
 * `slip-path` climbs out of the folder it is unpacked to; `odd-path` begins at the root or goes up within;
 * `device-name` is one that Windows opens as a device.
 */
export function factsOfName(name: string): readonly string[] {
  const facts: string[] = [];
  const parts = partsOf(name);
  if (climbsOut(parts)) facts.push('slip-path');
  else if (parts.includes('..') || /^[\\/]|^[a-z]:/i.test(name.slice(0, 2))) facts.push('odd-path');
  if (parts.some((part) => deviceName.test((part.split('.', 1)[0] ?? '').trim().toLowerCase())))
    facts.push('device-name');
  return facts;
}

function partsOf(name: string): readonly string[] {
  return name.slice(0, 4096).split(/[\\/]/);
}

function climbsOut(parts: readonly string[]): boolean {
  let depth = 0;
  for (const part of parts) {
    if (part === '..') depth--;
    else if (part !== '.' && part !== '') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** Tells whether entries would be written through a link that came before them: then they end up wherever it leads. */
export function watchLinks(): (name: string, isLink: boolean) => boolean {
  const links = new Set<string>();
  return (name, isLink) => {
    const parts = partsOf(name)
      .filter((part) => part !== '.' && part !== '')
      .slice(0, deepest);
    if (isLink && links.size < mostLinks) links.add(parts.join('/'));
    return links.size > 0 && parts.some((_, i) => i > 0 && links.has(parts.slice(0, i).join('/')));
  };
}
