// A sender block in words.
import type { BlockState, BlockTarget } from '../../core/model/sender-block.ts';
import type { Html, Own } from '../app/page.ts';
import { tag } from '../app/parts.ts';

export function targetText(target: BlockTarget): string {
  switch (target.kind) {
    case 'address':
      return target.address;
    case 'domain':
      return `@${target.domain}`;
    case 'name':
      return `“${target.name}” @${target.domain}`;
    case 'pattern':
      return target.pattern;
  }
}

export function blockTag({ text }: Own, state: BlockState): Html {
  const tone = { requested: 'warn', approved: 'good', refused: 'plain', undone: 'plain', expired: 'plain' } as const;
  return tag(text.team.blocks.states[state], tone[state]);
}
