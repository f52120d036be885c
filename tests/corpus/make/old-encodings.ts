// Files written into the text of a mail, as was done before MIME: uuencode and yEnc.

export function uuencoded(name: string, content: Buffer): string[] {
  const character = (value: number) => String.fromCharCode(value === 0 ? 96 : value + 32);
  const lines = [`begin 644 ${name}`];
  for (let at = 0; at < content.length; at += 45) {
    const chunk = content.subarray(at, at + 45);
    let line = character(chunk.length);
    for (let i = 0; i < chunk.length; i += 3) {
      const [a = 0, b = 0, c = 0] = chunk.subarray(i, i + 3);
      line +=
        character(a >> 2) +
        character(((a & 3) << 4) | (b >> 4)) +
        character(((b & 15) << 2) | (c >> 6)) +
        character(c & 63);
    }
    lines.push(line);
  }
  return [...lines, '`', 'end'];
}

export function yencoded(name: string, content: Buffer): string[] {
  const lines = [`=ybegin line=128 size=${content.length} name=${name}`];
  let line = '';
  for (const byte of content) {
    const value = (byte + 42) & 0xff;
    line += [0, 9, 10, 13, 46, 61].includes(value)
      ? `=${String.fromCharCode((value + 64) & 0xff)}`
      : String.fromCharCode(value);
    if (line.length >= 128) {
      lines.push(line);
      line = '';
    }
  }
  return [...lines, ...(line === '' ? [] : [line]), `=yend size=${content.length}`];
}
