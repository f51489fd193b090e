import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { RIGHTS, type RouteName } from '#shared/security/rights';
import { API_PREFIX } from '#shared/sync/protocol';

interface Parameter {
  name: string;
  in: 'query' | 'path';
  required?: boolean;
  schema: object;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: object } | undefined> };
}

/** What the server itself says about a route, read by another validator than its own. */
export interface Described {
  route: RouteName;
  /** Whether a parsed body fits; null: the route takes no JSON. */
  takesBody: ((body: unknown) => boolean) | null;
  takesQuery: ((query: Record<string, unknown>) => boolean) | null;
  takesPath: ((path: Record<string, unknown>) => boolean) | null;
}

const PLAIN = { allErrors: false, strict: false } as const;
const bodies = new Ajv(PLAIN);
const texts = new Ajv({ ...PLAIN, coerceTypes: true });
const addFormats = formats as unknown as { default: (target: Ajv) => void };
for (const ajv of [bodies, texts]) addFormats.default(ajv);

function takesParameters(operation: Operation, place: Parameter['in']) {
  const parameters = operation.parameters?.filter((parameter) => parameter.in === place) ?? [];
  if (parameters.length === 0) return null;
  const fits = texts.compile({
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  });
  return (values: Record<string, unknown>) => fits({ ...values });
}

/** The routes as the server's description has them (`/docs/json`). */
export async function describedRoutes(url: string): Promise<Described[]> {
  const answer = (await (await fetch(`${url}/docs/json`)).json()) as {
    paths: Record<string, Record<string, Operation | undefined>>;
  };
  return (Object.keys(RIGHTS) as RouteName[]).map((route) => {
    const [method = '', path = ''] = route.split(' ');
    const described = API_PREFIX + path.replace(/:(\w+)/g, '{$1}');
    const operation = answer.paths[described]?.[method.toLowerCase()];
    if (operation === undefined) throw new Error(`${route} is not described`);
    const schema = operation.requestBody?.content['application/json']?.schema;
    return {
      route,
      takesBody: schema === undefined ? null : bodies.compile(schema),
      takesQuery: takesParameters(operation, 'query'),
      takesPath: takesParameters(operation, 'path'),
    };
  });
}
