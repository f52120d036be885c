// In whose menu a page stands. What somebody may do there is decided by the policies of policy/access, never here.
import type { Menu } from '../app/page.ts';

type Roles = Menu['roles'];

export const everybody: Roles = ['employee'];
export const security: Roles = ['corporate-security'];
