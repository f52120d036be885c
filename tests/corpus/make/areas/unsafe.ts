// Attachments that do something when opened, all harmless imitations.
import { macroProject } from '../macro-project.ts';
import { ben, type MadeMail, mail, supplier } from '../mail.ts';
import { docx, docxType } from '../ooxml.ts';
import { tnef } from '../outlook.ts';
import { pdf } from '../pdf.ts';
import { zip } from '../zip.ts';

const body = ['Please enable editing to see the order.'];

/** The head of a Windows program ([PE] section 2) and nothing that runs. */
export function program(): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('This program cannot be run in DOS mode', 0x40, 'latin1');
  bytes.write('PE\0\0', 0x80, 'latin1');
  bytes.writeUInt16LE(0x14c, 0x84);
  return bytes;
}

/** [MS-SHLLINK] 2.1: size and class of the header. */
function shortcut(): Buffer {
  return Buffer.concat([Buffer.from('4c0000000114020000000000c000000000000046', 'hex'), Buffer.alloc(56)]);
}

const smuggling =
  '<html><body>Loading…<script>var data=atob("TVqQAAMAAAAEAAAA//8AALgAAAA=");var bytes=new Uint8Array(data.length);' +
  'for(var i=0;i<data.length;i++)bytes[i]=data.charCodeAt(i);var file=new Blob([bytes],{type:"octet/stream"});' +
  'var link=document.createElement("a");link.href=URL.createObjectURL(file);link.download="order.exe";link.click();</script></body></html>';

const file = (path: string, name: string, content: Buffer | string, type?: string): MadeMail => ({
  path: `unsafe/${path}`,
  from: supplier,
  to: ben,
  attachments: [{ name, content, ...(type === undefined ? {} : { type }) }],
});

const made: readonly MadeMail[] = [
  file('program', 'setup.exe', program()),
  file('program-named-scr', 'screen.scr', program()),
  file('program-as-pdf', 'invoice.pdf', program(), 'application/pdf'),
  file('double-extension', 'invoice.pdf.exe', program()),
  file('double-extension-spaces', `invoice.pdf${' '.repeat(40)}.exe`, program()),
  file('right-to-left-name', '=?utf-8?B?b3JkZXLigK54Y29kLmV4ZQ==?=', program()),
  file('program-in-zip', 'order.zip', zip([{ name: 'order.exe', content: program() }]), 'application/zip'),
  file(
    'program-in-zip-in-zip',
    'order.zip',
    zip([{ name: 'inner.zip', content: zip([{ name: 'order.exe', content: program() }]) }]),
    'application/zip',
  ),
  file(
    'javascript-in-zip',
    'order.zip',
    zip([{ name: 'order.js', content: 'var shell = new ActiveXObject("WScript.Shell");\r\nshell.Run("calc");\r\n' }]),
    'application/zip',
  ),
  file('batch-file', 'start.bat', '@echo off\r\nstart calc\r\n'),
  file('visual-basic-script', 'start.vbs', 'Set shell = CreateObject("WScript.Shell")\r\nshell.Run "calc"\r\n'),
  file('powershell', 'start.ps1', 'Start-Process calc\r\n'),
  file(
    'html-application',
    'form.hta',
    '<html><head><hta:application id="a"/></head><body><script language="VBScript">MsgBox "hello"</script></body></html>',
  ),
  file('shortcut', 'order.lnk', shortcut()),
  file('shortcut-in-zip', 'order.zip', zip([{ name: 'order.pdf.lnk', content: shortcut() }]), 'application/zip'),
  file(
    'internet-shortcut-to-share',
    'order.url',
    '[InternetShortcut]\r\nURL=file://files.shop.example/share/order.exe\r\n',
  ),
  file('html-smuggling', 'order.html', smuggling, 'text/html'),
  file(
    'pdf-javascript',
    'order.pdf',
    pdf({ pages: [['Order']], javascript: 'app.alert("hello");' }),
    'application/pdf',
  ),
  file('pdf-launch', 'order.pdf', pdf({ pages: [['Order']], launch: 'calc.exe' }), 'application/pdf'),
  file(
    'pdf-with-program',
    'order.pdf',
    pdf({ pages: [['Order']], embedded: { name: 'order.exe', content: program() } }),
    'application/pdf',
  ),
  file(
    'word-macros',
    'order.docm',
    docx({ body, macros: macroProject() }),
    'application/vnd.ms-word.document.macroEnabled.12',
  ),
  file('word-macros-as-docx', 'order.docx', docx({ body, macros: macroProject() }), docxType),
  file(
    'word-remote-template',
    'order.docx',
    docx({ body, template: 'https://files.shop.example/order.dotm' }),
    docxType,
  ),
  file(
    'jar',
    'viewer.jar',
    zip([
      { name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\nMain-Class: Main\r\n' },
      { name: 'Main.class', content: Buffer.from('cafebabe00000034000a', 'hex') },
    ]),
  ),
  file(
    'windows-script-file',
    'order.wsf',
    '<job id="order"><script language="JScript">WScript.Echo("hello");</script></job>',
  ),
  file(
    'registry-file',
    'settings.reg',
    'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software\\Shop]\r\n"Run"="calc"\r\n',
  ),
  file(
    'program-in-winmail',
    'winmail.dat',
    tnef({ subject: 'Order', body: 'See the file.', attachments: [{ name: 'order.exe', content: program() }] }),
    'application/ms-tnef',
  ),
  file(
    'elf-program',
    'viewer',
    Buffer.concat([
      Buffer.from('7f454c4602010100', 'hex'),
      Buffer.alloc(8),
      Buffer.from('02003e0001000000', 'hex'),
      Buffer.alloc(40),
    ]),
  ),
  file(
    'slip-path-in-zip',
    'order.zip',
    zip([{ name: '../../startup/order.txt', content: 'order\n' }]),
    'application/zip',
  ),
  {
    path: 'unsafe/program-beside-text',
    from: supplier,
    to: ben,
    attachments: [
      { name: 'order.txt', type: 'text/plain', content: 'Twelve chairs\n' },
      { name: 'setup.exe', content: program() },
    ],
  },
  { path: 'unsafe/program-sent', to: supplier, attachments: [{ name: 'setup.exe', content: program() }] },
  // Near misses: nothing happens when these are opened.
  file('talk-of-programs', 'programs.txt', 'MZ is how a program begins; setup.exe is one.\r\n', 'text/plain'),
  file('dotted-name', 'order.2026.01.txt', 'Twelve chairs\r\n', 'text/plain'),
  file('host-name-as-file', 'www.shop.example.com', 'a saved address\r\n', 'text/plain'),
  file(
    'html-with-menu-script',
    'menu.html',
    '<html><body><ul id="m"><li>Soup</li></ul><script>document.getElementById("m").className="open";</script></body></html>',
    'text/html',
  ),
  file('pdf-plain', 'order.pdf', pdf({ pages: [['Order', 'Twelve chairs']] }), 'application/pdf'),
];

export function unsafeMails(): ReadonlyMap<string, Buffer> {
  return new Map(made.map((one) => [one.path, mail(one)] as const));
}
