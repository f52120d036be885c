// A line on stderr that says how far a long command is; silent when stderr is no terminal.

export interface Progress {
  step(): void;
  done(): void;
}

/** `unit` is a plural, e.g. `messages`. Redraws at most ten times a second. */
export function progress(unit: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  const started = performance.now();
  let count = 0;
  let drawn = 0;
  const draw = () => {
    const seconds = (performance.now() - started) / 1000;
    stream.write(`\r\x1b[K${count} ${unit}, ${Math.round(count / Math.max(seconds, 0.001))} a second`);
    drawn = performance.now();
  };
  return {
    step() {
      count++;
      if (stream.isTTY && performance.now() - drawn >= 100) draw();
    },
    done() {
      if (stream.isTTY && count > 0) stream.write('\r\x1b[K');
    },
  };
}
