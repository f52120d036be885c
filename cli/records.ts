// postern records: registers tables of known records so that their values are recognised in mail (exact data match).
import { CannotRun } from './exit.ts';

export async function records(): Promise<number> {
  throw new CannotRun('not there yet');
}
