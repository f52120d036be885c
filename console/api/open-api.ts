// The OpenAPI 3.1 document of the JSON API, made from the routes themselves.
import { z } from 'zod';
import type { Route } from './route.ts';

export function openApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Postern', version },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    paths,
  };
}

function operation({ method, path, action, summary, input }: Route): object {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const inPath = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const schema = input === null ? null : z.toJSONSchema(input, { io: 'input' });
  const asked = schema !== null && method === 'GET' ? queryParameters(schema) : [];
  return {
    summary,
    operationId: `${method.toLowerCase()}${path.replace(/[/:-](\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    'x-action': action,
    parameters: [...inPath, ...asked],
    ...(schema === null || method === 'GET'
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema } } } }),
    responses: {
      '200': { description: 'done; the result' },
      '400': { description: 'what was sent is not as it should be' },
      '401': { description: 'nobody is signed in' },
      '403': { description: 'no right to do this' },
      '404': { description: 'it does not exist, or is not yours to see' },
      '409': { description: 'it cannot be done as things stand; the error says why' },
    },
  };
}

function queryParameters(schema: { properties?: Record<string, unknown>; required?: readonly string[] }): object[] {
  return Object.entries(schema.properties ?? {}).map(([name, of]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: of,
  }));
}
