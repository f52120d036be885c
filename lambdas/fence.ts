// Work that is out of time may not have stopped: a fence keeps it from writing or handing on anything more.

export interface Fence {
  readonly up: boolean;
  raise(): void;
}

export function openFence(): Fence {
  let up = false;
  return {
    get up() {
      return up;
    },
    raise() {
      up = true;
    },
  };
}

/** The port, whose methods reject once the fence is up. What was under way may still end. */
export function behind<Port extends object>(fence: Fence, port: Port): Port {
  return new Proxy(port, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]) => {
        if (fence.up) throw new Error('the time of this invocation is over; another one goes on');
        return Reflect.apply(member, target, args);
      };
    },
  });
}
