// What the scripts of a page give away without being run.
import { Pattern, Subject } from '../../../../rulebook/pattern.ts';
import type { Gathering } from '../gathering.ts';
import { plainScript } from './plain-script.ts';

/** Ways to make a file out of data that came with the page (ATT&CK T1027.006). */
const makesFile = new Pattern(
  'msSaveOrOpenBlob|msSaveBlob|createObjectURL|new\\s+(?:Blob|File)\\s*\\(|data:application/|\\.download\\s*=|[\'"]download[\'"]',
  { ignoreCase: true },
);
const decodesData = new Pattern(
  'atob\\s*\\(|fromCharCode|Uint8Array|charCodeAt|unescape\\s*\\(|TextDecoder|DecompressionStream|FileReader',
  { ignoreCase: true },
);
const namesFile = new Pattern('[\'"]download[\'"]|\\.download\\s*=', { ignoreCase: true });
const carriesData = new Pattern('[\'"`]data:[a-z]+/', { ignoreCase: true });
const longData = new Pattern('[A-Za-z0-9+/=]{1000}|(?:[0-9]{1,3},\\s?){200}');
/** A decoder whose outcome goes straight into the page or is run. */
const runsDecoded = new Pattern(
  '(?:\\beval|\\bFunction|setTimeout|document\\.write(?:ln)?|\\.innerHTML\\s*=|\\blocation(?:\\.href)?\\s*=|\\.(?:replace|assign))\\s*\\(?\\s*(?:window\\.)?(?:atob|decodeURIComponent\\s*\\(\\s*(?:escape\\s*\\(\\s*)?(?:window\\.)?atob|String\\.fromCharCode)\\s*\\(' +
    '|constructor\\s*(?:\\.\\s*|["\'`]?\\s*\\]\\s*\\[\\s*["\'`])constructor' +
    '|WebAssembly\\s*\\.\\s*(?:instantiate|compile|Module)' +
    '|\\b(?:eval|Function)\\s*\\(\\s*(?:unescape|decodeURI(?:Component)?|String\\.fromCharCode|function\\s*\\(\\s*p\\s*,\\s*a\\s*,\\s*c\\s*,\\s*k)\\s*[(,]',
  { ignoreCase: true },
);
/** Text written so that nobody reads it: long runs of escapes, names that a program made up. */
const encodedText = new Pattern(
  '(?:%[0-9A-Fa-f]{2}){60}|(?:\\\\x[0-9A-Fa-f]{2}){60}|(?:\\\\u00[0-9A-Fa-f]{2}){60}|(?:&#\\d{2,3};){60}|(?:_0x[0-9a-f]{4,6}[^_]{1,60}){12}',
);
/** Words written from their end. */
const turnsText = new Pattern('\\.\\s*reverse\\s*\\(\\s*\\)\\s*\\.\\s*join\\s*\\(');
const writesPage = new Pattern(
  'document\\.write(?:ln)?\\s*\\(|\\.(?:inner|outer)HTML\\s*=|\\.srcdoc\\s*=|insertAdjacentHTML|createContextualFragment|\\beval\\s*\\(|\\bFunction\\s*\\(|\\blocation(?:\\.href)?\\s*=|\\blocation\\.(?:replace|assign)\\s*\\(',
  { ignoreCase: true },
);
const leavesPage = new Pattern(
  '\\blocation(?:\\.href)?\\s*=[^=]|\\blocation\\.(?:replace|assign)\\s*\\(|\\blocation\\s*\\[|\\[\\s*["\'`]location["\'`]\\s*\\]|\\bwindow\\.open\\s*\\(',
  { ignoreCase: true },
);

/** What the page is comes from elsewhere when it is opened. */
const fetchesPage = new Pattern(
  '(?:\\bfetch|\\bimport|importScripts|\\.open)\\s*\\(\\s*(?:["\'`](?:GET|POST)["\'`]\\s*,\\s*)?["\'`]\\s*(?:https?:)?//',
  { ignoreCase: true },
);

const importsScript = new Pattern('\\bimport\\s*\\(|importScripts', { ignoreCase: true });
/** A module from elsewhere, or what was typed on its way there. */
const reachesAway = new Pattern(
  '\\b(?:import|export)\\b[^;"\'`]{0,200}\\bfrom\\s*["\'`]\\s*(?:https?:)?//|\\bimport\\s*["\'`]\\s*(?:https?:)?//' +
    '|(?:sendBeacon|new\\s+WebSocket)\\s*\\(\\s*["\'`]\\s*(?:https?:|wss?:)?//' +
    '|\\bfetch\\s*\\(\\s*["\'`]\\s*(?:https?:)?//[^"\'`]{0,300}["\'`]\\s*\\+',
);

const callsSystem = new Pattern('[\'"](?:ms-msdt|search-ms|ms-officecmd|ms-search|ms-appinstaller|ms-cxh[a-z-]*):', {
  ignoreCase: true,
});

/** What only a page that is run with a person's own rights can have: objects that start programs or write files. */
const runsProgram = new Pattern(
  '(?:ActiveXObject|CreateObject|GetObject)\\s*\\(\\s*["\'`](?:wscript\\.|shell\\.|scripting\\.|adodb\\.|winmgmts:|script:|new:)',
  { ignoreCase: true },
);
/** A command put where somebody pastes it into the system's own prompt, as the page tells them to (ATT&CK T1204.004). */
const copiesText = new Pattern(
  'clipboard\\s*\\.\\s*write|execCommand\\s*\\(\\s*["\'`]copy|setData\\s*\\(\\s*["\'`]text',
);
const isCommand = new Pattern(
  '\\b(?:powershell|pwsh|mshta|msiexec|rundll32|regsvr32|certutil|bitsadmin|wscript|cscript)\\b|\\bcmd(?:\\.exe)?\\s+/[ck]\\b|\\b(?:curl|wget|iwr)\\b[^\\n]{0,300}\\|\\s*(?:sh|bash|zsh|iex)\\b',
  { ignoreCase: true },
);
const pressesButton = new Pattern('(?:\\.\\s*|\\[\\s*["\'`])(?:submit|click)(?:["\'`]\\s*\\])?\\s*\\(\\s*\\)');
/** Programs written in brackets and signs alone, and those that Microsoft's script encoder made. */
const signsAlone = new Pattern('(?:[\\[\\](){}!+]\\s?){300}|#@~\\^[A-Za-z0-9+/=]{6,8}==');

/** What a script does to whoever opens the page: takes them elsewhere, or presses a button or link for them. */
export interface ScriptActs {
  readonly leaves: boolean;
  readonly presses: boolean;
}

/** `source` is all scripts of the page together. */
export function noteScripts(source: string, found: Gathering): ScriptActs {
  if (source.trim() === '') return { leaves: false, presses: false };
  found.fact('html-script');
  found.add('code', 'script', source.trim());
  const subject = new Subject(source);
  const plainSource = plainScript(source);
  const plain = plainSource === source ? subject : new Subject(plainSource);
  const decodes = decodesData.test(plain);
  const data = longData.test(plain);
  if (makesFile.test(plain) && (decodes || data)) found.fact('html-smuggling');
  if (namesFile.test(plain) && carriesData.test(plain)) found.fact('html-smuggling');
  const unreadable = signsAlone.test(subject);
  const hidden = encodedText.test(subject);
  const writes = writesPage.test(plain);
  const disguised = ((decodes || hidden) && (data || hidden)) || turnsText.test(plain);
  if (unreadable || runsDecoded.test(plain) || (disguised && writes)) found.fact('html-script-obfuscated');
  if (callsSystem.test(plain)) found.fact('html-system-link');
  if (runsProgram.test(plain)) found.fact('html-runs-program');
  if (copiesText.test(plain) && isCommand.test(plain)) found.fact('html-runs-program');
  const leaves =
    reachesAway.test(plain) ||
    leavesPage.test(plain) ||
    (fetchesPage.test(plain) && (writes || importsScript.test(plain)));
  return { leaves, presses: pressesButton.test(plain) };
}
