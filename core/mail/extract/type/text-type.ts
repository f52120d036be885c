// What kind of text a file is: documents, messages and scripts that are made of characters.
import { extensionOf } from './extension.ts';
import * as types from './media-types.ts';
import { webLink } from './media-types.ts';
import { settingsType } from './settings-type.ts';

const headCharacters = 16_384;

/** Scripts that a system runs when the file is opened; text of such a name is one whatever it says. */
const scriptExtensions: ReadonlyMap<string, string> = new Map(
  Object.entries({
    js: 'text/javascript',
    jse: 'text/javascript',
    mjs: 'text/javascript',
    vbs: 'text/vbscript',
    vbe: 'text/vbscript',
    wsf: 'application/x-wsf',
    wsc: 'application/x-wsf',
    sct: 'application/x-wsf',
    wsh: 'application/x-wsf',
    hta: 'application/hta',
    cjs: 'text/javascript',
    vb: 'text/vbscript',
    vbscript: 'text/vbscript',
    ws: 'application/x-wsf',
    pyw: 'application/x-python-code',
    ps1: 'text/x-powershell',
    psm1: 'text/x-powershell',
    psd1: 'text/x-powershell',
    bat: 'application/x-bat',
    cmd: 'application/x-bat',
    reg: 'text/x-ms-regedit',
    url: 'application/x-internet-shortcut',
    website: 'application/x-internet-shortcut',
    scpt: 'text/x-applescript',
    applescript: 'text/x-applescript',
    sh: 'text/x-shellscript',
    bash: 'text/x-shellscript',
    zsh: 'text/x-shellscript',
    ksh: 'text/x-shellscript',
    csh: 'text/x-shellscript',
    py: 'text/x-python',
    pl: 'text/x-perl',
    rb: 'text/x-ruby',
    php: 'text/x-php',
  }),
);

/** Beginnings, after white space and a byte order mark, in lower case. */
const beginnings: readonly (readonly [string, string])[] = [
  ['{\\rt', types.rtf],
  ['%!ps', 'application/postscript'],
  ['-----begin pgp message', types.pgpMessage],
  ['-----begin pgp signature', types.pgpSignature],
  ['-----begin pgp public', 'application/pgp-keys'],
  ['-----begin pkcs7', types.pkcs7],
  ['-----begin cms', types.pkcs7],
  ['-----begin age encrypted', types.pgpMessage],
  ['-----begin certificate', 'application/x-pem-file'],
  ['begin:vcalendar', 'text/calendar'],
  ['begin:vcard', 'text/vcard'],
  ['begin-base64 ', types.uuencoded],
  ['id;p', 'application/x-sylk'],
  ['windows registry editor', 'text/x-ms-regedit'],
  ['regedit4', 'text/x-ms-regedit'],
  ['#@~^', 'text/vbscript'],
  ['@echo off', 'application/x-bat'],
  ['<?php', 'text/x-php'],
];

const htmlStart =
  /^(?:<!--[^>]{0,200}>\s{0,50}){0,5}<(?:!doctype\s+html|html|head|body|title|meta|script|style|table|div|iframe|form|img|a\s|p>|br|center|font|h[1-6]>|b>|base|link)/;
const headerName =
  /^(?:from|to|cc|subject|date|received|return-path|message-id|mime-version|content-type|content-transfer-encoding|reply-to|delivered-to|x-[a-z0-9-]{1,60}|dkim-signature|sender|list-id|in-reply-to|references|user-agent)[ \t]*:/;

/** Media type of a text; `text/plain` when it is nothing in particular. `head` is its beginning, decoded. */
export function textType(head: string, name: string | null, declared: string | null): string {
  const lower = head.slice(0, headCharacters).toLowerCase();
  const start = lower.replace(/^[\s\ufeff\0]{1,4096}/, '');
  return (
    beginnings.find(([beginning]) => start.startsWith(beginning))?.[1] ??
    shortcutOf(start) ??
    settingsType(start) ??
    structureOf(start, declared) ??
    scriptExtensions.get(extensionOf(name)) ??
    shebang(start) ??
    encodingOf(start) ??
    markupOf(start, name, declared) ??
    plainKind(declared)
  );
}

/** Messages, one or a box of them. */
function structureOf(start: string, declared: string | null): string | null {
  const lines = start.slice(0, 8192).split(/\r\n|\r|\n/, 40);
  const box =
    /^>?from \S+ .*\d/.test((lines[0] ?? '').slice(0, 300)) || /^>?from [- ]/.test((lines[0] ?? '').slice(0, 7));
  let fields = 0;
  for (const line of box ? lines.slice(1) : lines) {
    if (headerName.test(line.slice(0, 100))) fields++;
    else if (line === '' || !/^[ \t]|^[!-9;-~]{1,80}[ \t]*:/.test(line.slice(0, 120))) break;
  }
  if (box && fields >= 2) return types.mbox;
  const wanted = declared === types.message || /^multipart\/|^message\//.test(declared ?? '');
  // A web page saved as one file begins with hardly a header, and Word opens it under any name.
  const mime =
    /^mime-version[ \t]*:/m.test(start.slice(0, 2000)) &&
    /^content-type[ \t]*:[ \t]*multipart\//m.test(start.slice(0, 4000));
  return fields >= (wanted ? 1 : mime ? 2 : 3) ? types.message : null;
}

/** A link to a web page, or one that reaches into a file system, as the attacks do. */
function shortcutOf(start: string): string | null {
  const section =
    start.startsWith('[internetshortcut]') || start.startsWith('[{000214a0-0000-0000-c000-000000000046}]');
  // A shell command file, and the file that gives a folder its icon: both fetch the icon from wherever they say.
  if (
    /^\[(?:shell|\.shellclassinfo)\]/.test(start) &&
    /\n\s{0,20}icon(?:file|resource)\s{0,5}=\s{0,5}\\\\/.test(start.slice(0, 8192))
  )
    return 'application/x-internet-shortcut';
  if (!section) return null;
  const lines = start.slice(0, 8192).split(/[\r\n]/, 100);
  const plain = lines.every(
    (line) => !/^(?:url|iconfile|workingdirectory)\s{0,5}=/.test(line) || /^url=https?:\/\/[^@\\]{1,2000}$/.test(line),
  );
  return plain ? webLink : 'application/x-internet-shortcut';
}

function shebang(start: string): string | null {
  if (!start.startsWith('#!')) return null;
  const line = start.slice(0, 100).split('\n', 1)[0] ?? '';
  if (line.includes('python')) return 'text/x-python';
  if (line.includes('perl')) return 'text/x-perl';
  return 'text/x-shellscript';
}

function encodingOf(start: string): string | null {
  if (/(?:^|\n)begin [0-7]{3,4} [^\r\n]{1,250}\r?\n[!-z]/.test(start.slice(0, 4096))) return types.uuencoded;
  return start.slice(0, 2000).includes('(this file must be converted with binhex') ? types.binhex : null;
}

function markupOf(start: string, name: string | null, declared: string | null): string | null {
  if (start.includes('<hta:application')) return 'application/hta';
  if (
    /^(?:<\?xml[^>]{0,200}>\s{0,50})?<(?:job|package|component|scriptlet)\b/.test(start) &&
    start.includes('<script')
  ) {
    return 'application/x-wsf';
  }
  const body = start.replace(/^(?:<\?[^>]{0,2000}>\s{0,100}|<!--[^>]{0,2000}-->\s{0,100}){0,10}/, '');
  if (/^<(?:!doctype\s+)?html\b/.test(body)) return types.html;
  if (/^<(?:!doctype\s+)?(?:[\w-]{1,20}:)?svg\b/.test(body)) return types.svg;
  if (start.startsWith('<?xml') || (extensionOf(name) === 'xml' && start.startsWith('<'))) return 'application/xml';
  if (htmlStart.test(start)) return types.html;
  // A browser takes a file of such a name for a page, however far down its first tag stands.
  if (['htm', 'html', 'shtml', 'xhtml', 'xht'].includes(extensionOf(name))) return types.html;
  const markup = ['mht', 'mhtml'].includes(extensionOf(name)) || declared === types.html;
  return markup && start.includes('<') ? types.html : null;
}

const kinds = /^text\/(?:csv|calendar|vcard|x-vcard|markdown|x-patch|x-diff|xml|css|tab-separated-values|enriched)$/;

/** For text that is just text the declared kind is as good as any, since it is read the same way. */
function plainKind(declared: string | null): string {
  return declared !== null && (kinds.test(declared) || declared === 'application/json') ? declared : types.plainText;
}
