// What a media type means for whoever opens such a file: whether it runs, and whether it can hold text at all.
import * as types from './media-types.ts';

/** Code for a processor or a virtual machine. */
const executables: ReadonlySet<string> = new Set([
  types.portableExecutable,
  types.dosExecutable,
  types.elf,
  types.machO,
  types.javaClass,
  'application/vnd.android.dex',
  'application/wasm',
  'application/x-chrome-extension',
  'application/x-bytecode.python',
  'application/x-coredump',
  'application/x-applescript-compiled',
]);

/** Packages that install or start something when opened. */
const programPackages: ReadonlySet<string> = new Set([
  types.jar,
  types.apk,
  types.msi,
  'application/appx',
  'application/x-rpm',
  'application/vnd.debian.binary-package',
  'application/vnd.symbian.install',
  'application/vnd.ms-htmlhelp',
  'application/winhelp',
  'application/x-xar',
]);

/** Scripts that Windows or macOS runs on a double click. */
const openedScripts: ReadonlySet<string> = new Set([
  'text/javascript',
  'text/vbscript',
  'application/x-wsf',
  'application/hta',
  'text/x-powershell',
  'application/x-bat',
  'text/x-ms-regedit',
  'application/x-internet-shortcut',
  'text/x-applescript',
  'application/x-python-code',
  'application/x-mmc-console',
  'application/x-java-jnlp-file',
  'application/x-xslt-script',
]);

/** Text files that change how the system works, or make it fetch something, once a person opens or accepts them. */
const settingsFiles: ReadonlySet<string> = new Set([
  'application/x-apple-aspen-config',
  'application/x-rdp',
  'application/x-setup-information',
  'application/x-desktop-entry',
  'application/x-ms-application',
  'application/x-web-query',
]);

/** Source that runs only when somebody gives it to an interpreter. */
const sourceScripts: ReadonlySet<string> = new Set([
  'text/x-shellscript',
  'text/x-python',
  'text/x-perl',
  'text/x-ruby',
  'text/x-php',
]);

/** Whole file systems, which the system mounts and whose files then carry no mark of their origin. */
const diskImages: ReadonlySet<string> = new Set([
  'application/x-iso9660-image',
  'application/x-udf-image',
  'application/x-apple-diskimage',
  'application/x-vhd',
  'application/x-vhdx',
  'application/x-vmdk',
  'application/x-qemu-disk',
  'application/x-ms-wim',
  'application/x-squashfs',
  'application/x-fat-image',
  'application/x-ntfs-image',
  'application/x-ext-image',
  'application/x-hfs-image',
  'application/x-mbr-image',
  'application/x-gpt-image',
  'application/x-virtualbox-vdi',
  'application/x-cd-image',
]);

export const isExecutable = (type: string): boolean => executables.has(type);
export const isProgramPackage = (type: string): boolean => programPackages.has(type);
export const isOpenedScript = (type: string): boolean => openedScripts.has(type);
export const isSourceScript = (type: string): boolean => sourceScripts.has(type);
export const isSettingsFile = (type: string): boolean => settingsFiles.has(type);
/** Whether its text is source or settings rather than something written for people. */
export const isScript = (type: string): boolean =>
  openedScripts.has(type) || sourceScripts.has(type) || settingsFiles.has(type);
export const isDiskImage = (type: string): boolean => diskImages.has(type);

const textless: ReadonlySet<string> = new Set([
  types.empty,
  types.shortcut,
  'application/vnd.adobe.flash.movie',
  'application/vnd.ms-fontobject',
  'application/vnd.ms-opentype',
  'application/x-ds-store',
  'application/x-dvi',
  'application/ogg',
  'application/x-shockwave-flash',
]);

/** Files in which a text to be protected cannot stand, or which count as unsafe whatever they hold. */
export function neverRead(type: string): boolean {
  return (
    /^(?:audio|video|font)\//.test(type) ||
    /^application\/(?:x-)?font/.test(type) ||
    textless.has(type) ||
    executables.has(type)
  );
}
