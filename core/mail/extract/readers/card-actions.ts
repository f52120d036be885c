// What a calendar or an address card makes a program do: alarms that run something (RFC 2445 4.8.6.1), addresses that
// are files on somebody's share.

/** Properties whose value is an address that programs open or fetch. */
const addresses =
  /^(?:[\w-]{1,60}\.)?(?:attach|url|image|conference|source|photo|sound|logo|key|location|caluri|fburl|x-[\w-]{1,60})(?:;|:)/i;
/** Parameters end at the first colon outside quotes; a value may be quoted by careless programs. */
const reachesOut =
  /(?:^|[:"])(?:file:|smb:|\\\\\\\\|\\\\[a-z0-9]|javascript:|vbscript:|search-ms:|search:|ms-[a-z-]{2,40}:)/i;
/** A web address that a program takes for a path: `http:\\www.host.example\..\a.exe`. */
const climbs = /:\s{0,5}(?:https?:)?[^\s]{0,500}\\\.\.?\\/i;
const longestLine = 2000;

/** Facts about the lines of a card; folded lines count as one (RFC 5545 3.1). */
export function cardActions(text: string): readonly string[] {
  const facts = new Set<string>();
  for (const line of unfolded(text)) {
    if (/^action(?:;[^:]{0,200})?:\s{0,5}procedure/i.test(line)) facts.add('card-starts-program');
    if (addresses.test(line) && (reachesOut.test(line) || climbs.test(line))) facts.add('card-remote-file');
  }
  return [...facts];
}

function* unfolded(text: string): Generator<string> {
  let whole = '';
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^[ \t]/.test(line)) {
      if (whole.length < longestLine) whole += line.slice(1, longestLine);
    } else {
      yield whole.slice(0, longestLine);
      whole = line.slice(0, longestLine);
    }
  }
  yield whole.slice(0, longestLine);
}
