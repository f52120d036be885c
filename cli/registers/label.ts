// What --scheme, --level, --owner and --pack say of what is registered.
import type { DocumentLabel } from '../../core/model/register.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { chosenPolicy } from '../chosen-policy.ts';
import { CannotRun } from '../exit.ts';

/** Throws CannotRun where the pack knows no such level, or several schemes do. */
export function labelOf({
  scheme,
  level,
  owner,
  pack,
}: {
  readonly scheme?: string | undefined;
  readonly level?: string | undefined;
  readonly owner?: string | undefined;
  readonly pack: string;
}): DocumentLabel {
  if (owner !== undefined && !/^[^\s@]+@[^\s@]+$/.test(owner))
    throw new CannotRun(`--owner is an address, not "${owner}"`);
  if (level === undefined) {
    if (scheme !== undefined) throw new CannotRun('--scheme says nothing without --level; add it');
    return { scheme: null, level: null, owner: owner ?? null };
  }
  const { pack: inForce, schemes } = compileRulebook(chosenPolicy(pack));
  const wanted = level.toLowerCase();
  const fitting = inForce.schemes.flatMap((id) =>
    (scheme === undefined || scheme === id ? (schemes.get(id)?.levels ?? []) : [])
      .filter(({ name }) => name.toLowerCase() === wanted)
      .map(({ name }) => ({ scheme: id, level: name, owner: owner ?? null })),
  );
  const [only, other] = fitting;
  if (only === undefined)
    throw new CannotRun(`no scheme of the pack ${pack} has the level "${level}"; see policy/schemes`);
  if (other !== undefined)
    throw new CannotRun(`"${level}" is a level of ${fitting.map((each) => each.scheme).join(', ')}; add --scheme`);
  return only;
}
