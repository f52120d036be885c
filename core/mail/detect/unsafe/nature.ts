// What happens when a file of some type is opened, in the words that rules use.
import * as types from '../../extract/type/media-types.ts';
import * as nature from '../../extract/type/nature.ts';

export type Nature =
  | 'executable'
  | 'program-package'
  | 'opened-script'
  | 'source-script'
  | 'disk-image'
  | 'shortcut'
  | 'web-link'
  | 'settings-file'
  | 'flash';

/** Null for a type that does nothing by itself. */
export function natureOf(type: string): Nature | null {
  if (nature.isExecutable(type)) return 'executable';
  if (nature.isProgramPackage(type)) return 'program-package';
  if (type === types.shortcut || type === 'application/x-internet-shortcut') return 'shortcut';
  if (type === types.webLink) return 'web-link';
  if (nature.isOpenedScript(type)) return 'opened-script';
  if (nature.isSourceScript(type)) return 'source-script';
  if (nature.isSettingsFile(type)) return 'settings-file';
  if (nature.isDiskImage(type)) return 'disk-image';
  return type === 'application/vnd.adobe.flash.movie' ? 'flash' : null;
}
