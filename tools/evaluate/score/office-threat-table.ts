// What each Office test file is, by the folder and name its makers gave it, and the rules of which one must be found.

export interface ThreatExpectation {
  readonly nature: string;
  /** One of these must be found; none means that no unsafe or unreadable finding may be. */
  readonly rules: readonly string[];
}

const macros = 'unsafe/office-macros';
const dde = 'unsafe/dde';
const embedded = ['unsafe/embedded-object', 'unsafe/executable', 'unsafe/shortcut', 'unsafe/executable-name'];
const external = ['unsafe/external-content', 'unsafe/external-template'];

/** The first line that fits a file's last three path segments says what it is. */
const table: readonly (readonly [pattern: RegExp, nature: string, rules: readonly string[]])[] = [
  [/harmless-clean|\bclean\b/, 'harmless', []],
  [/basic\/(?:empty|text)$/, 'harmless', []],
  [/msodde\/RTF-Spec/, 'harmless', []],
  // Its makers locked these up so that no scanner deletes them.
  [/\.zip$/, 'locked in a zip', ['unreadable/encrypted']],
  [/(?:^|\/)encrypted|-encrypt-/, 'encrypted', ['unreadable/encrypted']],
  [/excel4/, 'Excel 4 macros', [macros]],
  [/dde-/, 'dynamic data exchange', [dde]],
  [/external_link/, 'external link', external],
  [/sample_with_lnk|calc_embedded|oleobj\/embedded|rtfobj/, 'embedded object', embedded],
  [/oleform|with_vba/, 'VBA macros', [macros]],
  [/\.xps$/, 'harmless', []],
];

/** Null for a file the table does not know. */
export function expectationFor(path: string): ThreatExpectation | null {
  const found = table.find(([pattern]) => pattern.test(path.slice(-300)));
  return found === undefined ? null : { nature: found[1], rules: found[2] };
}
