// What the command line may ask of a running gateway about sender blocks.
import type { ControlCommands } from '../adapters/local/control-socket.ts';
import type { Actor } from '../core/oversight/access/actor.ts';
import type { Role } from '../core/oversight/access/role.ts';
import type { Oversight } from '../core/oversight/act.ts';
import { type AskedBlock, askBlock } from '../core/oversight/blocks/ask-block.ts';
import { type BlockDecision, decideBlock, listBlocks } from '../core/oversight/blocks/decide-block.ts';
import type { HouseTerms } from '../core/oversight/house-terms.ts';

export interface AskBlockCommand extends AskedBlock {
  readonly by: string;
}

export interface DecideBlockCommand {
  readonly id: string;
  readonly by: string;
  readonly decision: BlockDecision;
}

/** Who may use the socket owns the data folder: whom they name is recorded as who acted, and that it came this way. */
export function blockCommands(oversight: () => Promise<Oversight>, terms: HouseTerms): ControlCommands {
  return {
    'block-ask': async (asked) => {
      const { by, ...block } = asked as AskBlockCommand;
      return askBlock(await oversight(), named(by, 'manager'), block, terms);
    },
    'block-decide': async (decided) => {
      const { id, by, decision } = decided as DecideBlockCommand;
      return decideBlock(await oversight(), named(by, 'corporate-security'), id, decision, terms);
    },
    'block-list': async () => listBlocks(await oversight(), named('operator', 'corporate-security')),
  };
}

function named(person: string, role: Role): Actor {
  return { person: person.trim().toLowerCase(), roles: [role], deputy: false, client: 'command line' };
}
