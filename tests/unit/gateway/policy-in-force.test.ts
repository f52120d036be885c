// A new policy comes into force for everybody, or for nobody.
import { expect, it } from 'vitest';
import { type InForce, policyInForce } from '../../../gateway/policy-in-force.ts';

function swap(failing: 'readBy' | 'commit') {
  const closed: string[] = [];
  const readBy: string[] = [];
  const named = (name: string) =>
    ({
      loaded: name,
      rulebook: { pack: { name, hash: name } },
      close: async () => void closed.push(name),
    }) as unknown as InForce;
  const fail = async () => {
    throw new Error('it is full');
  };
  const decides = policyInForce(named('old'), {
    load: async () => named('new'),
    readBy: async (policy) => {
      readBy.push(String(policy));
      if (failing === 'readBy' && readBy.length === 1) await fail();
    },
    ledger: { commit: fail } as never,
    clock: () => 0,
    report: () => undefined,
  });
  return { decides, closed, readBy };
}

it.each(['readBy', 'commit'] as const)('R-706 leaves nothing of the new one behind when %s fails', async (failing) => {
  const { decides, closed, readBy } = swap(failing);
  await expect(decides.reload()).rejects.toThrow('it is full');
  expect(decides.now().rulebook.pack.name).toBe('old');
  expect(closed).toEqual(['new']);
  expect(readBy).toEqual(['new', 'old']);
});
