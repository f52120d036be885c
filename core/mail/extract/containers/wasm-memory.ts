// Rewrites a WebAssembly module so that its memory cannot grow past a limit: V8's own limits do not bound it.

const memorySection = 5;

/** `module` with at most `maximumPages` of 64 KiB. Throws when it declares no memory. */
export function capMemory(module: Buffer, maximumPages: number): Uint8Array<ArrayBuffer> {
  let at = 8;
  while (at < module.length) {
    const start = at;
    const id = module[at];
    const length = readUnsigned(module, at + 1);
    const body = length.next;
    if (id === memorySection) {
      const count = readUnsigned(module, body);
      const flags = module[count.next] ?? 0;
      const minimum = readUnsigned(module, count.next + 1);
      const limits = [
        ...unsigned(count.value),
        flags | 1,
        ...unsigned(minimum.value),
        ...unsigned(Math.max(minimum.value, maximumPages)),
      ];
      const section = [memorySection, ...unsigned(limits.length), ...limits];
      return Uint8Array.from(
        Buffer.concat([module.subarray(0, start), Buffer.from(section), module.subarray(body + length.value)]),
      );
    }
    at = body + length.value;
  }
  throw new Error('wasm module declares no memory; it cannot be capped');
}

/** LEB128, as the binary format of WebAssembly writes its numbers. */
function readUnsigned(bytes: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if ((byte & 0x80) === 0) break;
  }
  return { value, next: at };
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}
