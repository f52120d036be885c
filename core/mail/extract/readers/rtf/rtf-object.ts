// Objects embedded in RTF: hex data, often cut up to fool readers, that holds an OLE 1 object ([MS-OLEDS] 2.2).
import type { Budget } from '../../limits.ts';
import type { Gathering } from '../gathering.ts';
import { readOle1Object } from '../office/ole-object.ts';
import { hexDigit } from './rtf-tokens.ts';

export interface ObjectCollector {
  className(name: string): void;
  begin(): void;
  hex(source: Uint8Array, from: number, to: number): void;
  binary(bytes: Uint8Array): void;
  end(): void;
}

export function objectCollector(found: Gathering, budget: Budget): ObjectCollector {
  let pieces: Uint8Array[] = [];
  let half = -1;
  return {
    className: (name) => {
      if (/^equation/i.test(name.slice(0, 40))) found.fact('foreign-equation');
      else if (/^package$/i.test(name.slice(0, 40))) found.fact('ole-package');
    },
    begin: () => {
      pieces = [];
      half = -1;
    },
    hex: (source, from, to) => {
      const out = new Uint8Array((to - from + 1) >> 1);
      let length = 0;
      for (let i = from; i < to; i++) {
        const digit = hexDigit(source[i]);
        if (digit < 0) continue;
        if (half < 0) half = digit;
        else {
          out[length++] = half * 16 + digit;
          half = -1;
        }
      }
      if (length > 0) pieces.push(out.subarray(0, length));
    },
    binary: (bytes) => {
      pieces.push(bytes);
    },
    end: () => {
      const data = Buffer.concat(pieces);
      pieces = [];
      if (data.length > 0) readOle1Object(data, found, budget);
    },
  };
}
