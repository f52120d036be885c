// Leaves the examples and cases out of a policy file: a scanner that starts does not run them, and they are half the text.

/** What stands for them, so that the file keeps its shape. */
const stand: Readonly<Record<string, string>> = {
  must_match: '[{ body: left out }]',
  must_not_match: '[left out]',
  cases: '[{ given: {}, expect: deliver }]',
};

const opening = /^( *)(must_match|must_not_match|cases):\s*$/;

/** Every other line keeps its number. Lists that are empty, or written on one line, stay as they are. */
export function withoutExamples(text: string): string {
  const lines = text.split('\n');
  let key: RegExpMatchArray | null = null;
  let at = 0;
  return lines
    .map((line, i) => {
      if (key !== null && belongsTo(line, (key[1] ?? '').length)) {
        // Only a list with an entry may be left out; an empty one is refused later, as it should be.
        if (line.trimStart().startsWith('- ')) lines[at] = `${key[0].trimEnd()} ${stand[key[2] ?? '']}`;
        return '';
      }
      key = line.match(opening);
      at = i;
      return line;
    })
    .map((line, i) => (line !== '' && opening.test(line) ? (lines[i] ?? line) : line))
    .join('\n');
}

function belongsTo(line: string, indentation: number): boolean {
  const content = line.trimStart();
  if (content === '' || content.startsWith('#')) return true;
  const own = line.length - content.length;
  return own > indentation || (own === indentation && content.startsWith('- '));
}
