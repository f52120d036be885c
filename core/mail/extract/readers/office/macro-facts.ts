// What a macro does, told by the names it calls: starts by itself, runs a program, fetches something, hides what it says.
import { Pattern, Subject } from '../../../../rulebook/pattern.ts';
import type { Gathering } from '../gathering.ts';

const startsItself = new Pattern(
  '\\b(?:Auto_?(?:Open|Exec|Close|Exit|New)|Document_?(?:Open|Close|New|BeforeClose|ContentControlOnEnter)|Workbook_(?:Open|Activate|BeforeClose|SheetActivate|WindowActivate|AddinInstall)|Worksheet_(?:Activate|Calculate|Change)|\\w{1,40}_(?:Layout|Click|Change|GotFocus|LostFocus|Painted|Painting|MouseMove|MouseHover|Resize|Initialize|DocumentComplete|OnConnecting|OnLoadComplete|FollowHyperlink))\\b',
  { ignoreCase: true },
);
const runsProgram = new Pattern(
  '\\bShell\\b|ShellExecute|WScript\\.Shell|Shell\\.Application|\\bCreateProcess|WinExec|MacScript|AppleScriptTask|powershell|\\bcmd(?:\\.exe)?\\s{0,3}/c|mshta|regsvr32|rundll32|certutil|bitsadmin|wmic\\b|Win32_Process|ShellBrowserWindow|VirtualAlloc|RtlMoveMemory|CreateThread|CallWindowProc|EnumSystem\\w{1,30}A\\b|GetObject\\s{0,3}\\(\\s{0,3}"(?:winmgmts|new:|script)|Schedule\\.Service|\\.InvokeVerb|ExecuteExcel4Macro|SendKeys|\\.Run\\s{0,3}\\(?',
  { ignoreCase: true },
);
const fetches = new Pattern(
  'URLDownloadToFile|XMLHTTP|WinHttp|ADODB\\.Stream|InternetExplorer\\.Application|\\.DownloadFile|DownloadString|Net\\.WebClient|Invoke-WebRequest|\\bcurl\\b|\\bwget\\b|InternetOpenUrl|MSXML2\\.|SaveToFile|\\.Open\\s{0,3}\\(?\\s{0,3}"(?:GET|POST)"',
  { ignoreCase: true },
);
const writesFile = new Pattern(
  '\\bOpen\\b[^\\n]{1,200}\\bFor\\s+(?:Binary|Output|Append)\\b|CreateTextFile|OpenTextFile|Scripting\\.FileSystemObject|\\bFileCopy\\b|\\.VBProject|RegWrite|Environ\\$?\\s{0,3}\\(',
  { ignoreCase: true },
);
/** Text put together from numbers and scraps; each form once is ordinary, many are not. */
const scraps = new Pattern(
  '\\bChrW?\\$?\\s{0,3}\\(|\\bStrReverse\\s{0,3}\\(|\\bCallByName\\b|\\bXor\\b|\\bHex\\$?\\s{0,3}\\(|"&H"|\\bMid\\$?\\s{0,3}\\(|\\bReplace\\s{0,3}\\(|"\\s{0,3}[&+]\\s{0,3}"|\\bAsc[BW]?\\s{0,3}\\(',
  { ignoreCase: true },
);
const manyScraps = 20;

/** Notes what `source`, all modules of a project together, gives away. */
export function noteMacro(source: string, found: Gathering): void {
  const subject = new Subject(source);
  const starts = startsItself.test(subject);
  const runs = runsProgram.test(subject);
  const gets = fetches.test(subject);
  if (starts) found.fact('vba-auto-run');
  if (runs) found.fact('vba-runs-program');
  if (gets) found.fact('vba-fetches');
  if (writesFile.test(subject)) found.fact('vba-writes-file');
  const obfuscated = countsTo(manyScraps, subject);
  if (obfuscated) found.fact('vba-obfuscated');
  if ((runs && gets) || (starts && (runs || gets || obfuscated))) found.fact('vba-attack');
}

function countsTo(many: number, subject: Subject): boolean {
  let count = 0;
  for (const _ of scraps.all(subject)) if (++count >= many) return true;
  return false;
}

const shortestCode = 40;
/** Bytes of a compiled module with hardly a statement, and of one without any. */
const smallCache = 4096;
const emptyCache = 1500;

/**
 * True for a module whose source was taken out while its compiled form, which Office may run, stayed ([MS-OVBA] 2.3.4.3
 * keeps that form before the source).
 */
export function isSourceMissing(source: string, compiledBytes: number): boolean {
  return compiledBytes > smallCache && codeOf(source).length < shortestCode;
}

/** True for a module that Office made with the document and nobody wrote into. */
export function isEmptyModule(source: string, compiledBytes: number): boolean {
  return (
    compiledBytes <= emptyCache &&
    codeOf(source)
      .replace(/^Option \w{1,20}$/gim, '')
      .trim() === ''
  );
}

function codeOf(source: string): string {
  return source.replace(/^Attribute [^\r\n]{0,2000}/gm, '').trim();
}
