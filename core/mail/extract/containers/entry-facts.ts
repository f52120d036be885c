// What the name of an archive entry says about whoever packed it.

const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/** `slip-path` leaves the folder it is unpacked to; `device-name` is one that Windows opens as a device. */
export function factsOfName(name: string): readonly string[] {
  const facts: string[] = [];
  const parts = name.slice(0, 4096).split(/[\\/]/);
  if (parts.includes('..') || /^[\\/]|^[a-z]:/i.test(name.slice(0, 2))) facts.push('slip-path');
  if (parts.some((part) => deviceName.test((part.split('.', 1)[0] ?? '').trim().toLowerCase())))
    facts.push('device-name');
  return facts;
}
