// Decides who may do what by the Cedar policies of policy/access. Nothing is allowed that no policy allows.
import { preparsePolicySet, preparseSchema, statefulIsAuthorized, validate } from '@cedar-policy/cedar-wasm/nodejs';
import type { Actor } from './actor.ts';
import type { Authorizer, Resource } from './resource.ts';

/** `files` by name: one schema (`*.cedarschema`) and policies (`*.cedar`). Throws on a policy that the schema refuses. */
export function makeAuthorizer(files: ReadonlyMap<string, string>): Authorizer {
  const schema = join(files, '.cedarschema');
  const policies = { staticPolicies: join(files, '.cedar') };
  const checked = validate({ schema, policies, validationSettings: { mode: 'strict' } });
  const faults = checked.type === 'failure' ? checked.errors : checked.validationErrors.map(({ error }) => error);
  if (faults.length > 0) throw new Error(`policy/access does not hold: ${faults[0]?.message ?? 'unknown fault'}`);
  preparseSchema(cacheName, schema);
  preparsePolicySet(cacheName, policies);
  return (actor, action, resource) => {
    const principal = personEntity(actor);
    const target = { uid: { type: resource.type, id: resource.id }, attrs: copy(resource.attributes), parents: [] };
    const isSelf = resource.type === 'Person' && resource.id === actor.person;
    const answer = statefulIsAuthorized({
      principal: principal.uid,
      action: { type: 'Action', id: action },
      resource: target.uid,
      context: {},
      preparsedSchemaName: cacheName,
      preparsedPolicySetId: cacheName,
      validateRequest: true,
      entities: isSelf ? [principal] : [principal, target],
    });
    return (
      answer.type === 'success' &&
      answer.response.decision === 'allow' &&
      answer.response.diagnostics.errors.length === 0
    );
  };
}

/** Cedar keeps parsed policies by name; there is one set a process. */
const cacheName = 'postern';

function personEntity({ person, roles, deputy }: Actor) {
  return {
    uid: { type: 'Person', id: person },
    attrs: { roles: [...roles], deputy, owner: person, manager: '' },
    parents: [],
  };
}

function copy(attributes: Resource['attributes']): Record<string, string | boolean | string[]> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );
}

function join(files: ReadonlyMap<string, string>, ending: string): string {
  const found = [...files].filter(([name]) => name.endsWith(ending)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (found.length === 0) throw new Error(`policy/access has no file ending in ${ending}`);
  return found.map(([, text]) => text).join('\n');
}
