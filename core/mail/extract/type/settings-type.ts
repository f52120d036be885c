// Text files that are opened for what they make the system do: settings, queries, descriptions of programs.

/** Root elements of XML files that Windows, macOS or Java acts on, lower case. */
const rootElements: readonly (readonly [root: string, type: string])[] = [
  ['librarydescription', 'application/x-internet-shortcut'],
  ['searchconnectordescription', 'application/x-internet-shortcut'],
  ['persistedquery', 'application/x-internet-shortcut'],
  ['pcsettings', 'application/x-internet-shortcut'],
  ['mmc_consolefile', 'application/x-mmc-console'],
  ['jnlp', 'application/x-java-jnlp-file'],
  ['appinstaller', 'application/x-ms-application'],
];

/** Null when it is none of them. `start` is the beginning of the text in lower case, without leading white space. */
export function settingsType(start: string): string | null {
  if (start.startsWith('<')) return markupSettings(start);
  if (/^web\s{0,10}\n\s{0,10}1\s{0,10}\n\s{0,10}(?:https?|ftp|file):/.test(start.slice(0, 200)))
    return 'application/x-web-query';
  if (/^\[desktop entry\]/.test(start) && /\nexec\s{0,5}=/.test(start)) return 'application/x-desktop-entry';
  if (start.includes('\n[defaultinstall') || start.startsWith('[defaultinstall'))
    return 'application/x-setup-information';
  if (/^(?:;[^\n]{0,300}\n\s{0,50}){0,40}\[version\]/.test(start) && start.includes('signature'))
    return 'application/x-setup-information';
  return isRemoteDesktop(start) ? 'application/x-rdp' : null;
}

function markupSettings(start: string): string | null {
  const root =
    /^(?:<\?[^>]{0,2000}>\s{0,100}|<!(?:--[^>]{0,2000}--|doctype[^>]{0,500})>\s{0,100}){0,10}<(?:\w{1,20}:)?(\w{1,60})/.exec(
      start,
    );
  const name = root?.[1] ?? '';
  const known = rootElements.find(([element]) => element === name);
  if (known !== undefined) return known[1];
  if (name === 'plist' && start.includes('<key>payloadtype</key>')) return 'application/x-apple-aspen-config';
  // A file location of macOS opens whatever it names; a web location has an address of a page.
  if (name === 'plist' && /<key>url<\/key>\s{0,100}<string>(?!https?:)/.test(start))
    return 'application/x-internet-shortcut';
  if (name === 'assembly' && start.includes('urn:schemas-microsoft-com:asm.v2') && start.includes('deployment'))
    return 'application/x-ms-application';
  const sheet = name === 'stylesheet' || name === 'transform';
  return sheet && /<(?:msxsl|[\w-]{1,20}):script\b/.test(start) ? 'application/x-xslt-script' : null;
}

/** Connection files of Remote Desktop: `name:letter:value` in every line. */
function isRemoteDesktop(start: string): boolean {
  const lines = start.slice(0, 8192).split(/[\r\n]{1,2}/, 80);
  if (!/^[a-z ]{1,40}:[isb]:/.test(lines[0] ?? '')) return false;
  return lines.some((line) => /^(?:alternate )?full address:s:|^remoteapplicationprogram:s:/.test(line));
}
