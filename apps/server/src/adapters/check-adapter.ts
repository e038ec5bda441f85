import type { IntegrationAdapter } from '@conduit/core'
import { type TSchema, Type, TypeGuard } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { AdapterFault } from './adapter-fault.ts'

const contractNumber: IntegrationAdapter['contract'] = 2

const method = Type.Function([], Type.Unknown())
const optionalMethod = Type.Optional(method)

const shape = Type.Object({
  name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' }),
  title: Type.String({ minLength: 1, maxLength: 100 }),
  endpoint: Type.Union([
    Type.Null(),
    Type.Object({
      path: Type.Optional(Type.String({ pattern: '^(/[a-z0-9-]+)+$' })),
      formats: Type.Array(Type.Object({ decode: method }), { minItems: 1 }),
      payload: Type.Object({}),
    }),
  ]),
  tables: Type.Object({ events: Type.Array(Type.Unknown()), pii: Type.Array(Type.Unknown()) }),
  authenticate: Type.Object({ claim: method, mints: Type.String() }),
  verifySignature: method,
  parseEvent: method,
  extractPii: method,
  redact: Type.Object({ find: method, erase: method, check: method }),
  hosts: optionalMethod,
  accounts: optionalMethod,
  rows: optionalMethod,
  check: optionalMethod,
  reply: optionalMethod,
  read: optionalMethod,
  poll: optionalMethod,
  pollEvery: optionalMethod,
  setup: optionalMethod,
  guides: Type.Object({ connect: Type.Object({}), erase: Type.Object({}) }),
}) satisfies TSchema

/** What a package exports, judged: is it an adapter by the contract of this server? */
export function checkAdapter(
  exported: unknown,
): { readonly adapter: IntegrationAdapter } | Omit<AdapterFault, 'adapter'> {
  if (typeof exported !== 'object' || exported === null) {
    return { code: 'not_an_adapter', message: 'the default export is not an adapter' }
  }
  const contract = 'contract' in exported ? exported.contract : undefined
  if (contract !== contractNumber) {
    const own = Number.isInteger(contract) ? `contract ${contract}` : 'no contract'
    return {
      code: 'wrong_contract',
      message: `it names ${own}, and this server speaks contract ${contractNumber}`,
    }
  }
  const paths = new Set([...Value.Errors(shape, exported)].map(({ path }) => path))
  // Settings are read by TypeBox, which needs more than the bare JSON Schema.
  if (!TypeGuard.IsObject(Reflect.get(exported, 'settings'))) paths.add('/settings')
  if (paths.size > 0) {
    return {
      code: 'not_an_adapter',
      message: `these parts are missing or wrong: ${[...paths].join(', ')}`,
    }
  }
  return { adapter: exported as IntegrationAdapter }
}
