import { type Static, Type } from '@sinclair/typebox'

const addressRange = Type.String({
  pattern: '^[0-9A-Fa-f.:]+(/\\d{1,3})?$',
  description: 'An address or a range of addresses, `203.0.113.0/24`.',
})

/** Bodies on their way may hold 64 MiB together, those of callers whom nobody knows half of it. */
const mostBytes = 30 * 1_048_576

const adapterEntry = Type.Object(
  {
    enabled: Type.Optional(
      Type.Boolean({ default: true, description: 'Off: its addresses answer 404.' }),
    ),
    options: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description:
          'What the operator configures once per server: defaults of the settings of every integration, by the same names.',
      }),
    ),
    allow: Type.Optional(
      Type.Array(addressRange, {
        minItems: 1,
        description: 'Calls from elsewhere get 404, as if the adapter were off.',
      }),
    ),
    maxBytes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: mostBytes,
        description:
          'The largest body that it takes, in bytes, if that is more than it takes by itself. What is larger gets 413.',
      }),
    ),
  },
  { additionalProperties: false },
)

/** The configuration file, as it is written. */
export const configFile = Type.Object(
  {
    adapters: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[A-Za-z0-9@._/-]{1,214}$' }),
        Type.Union([Type.Boolean(), adapterEntry]),
        {
          description:
            'The adapters of this server. A bare name means `@conduit/adapter-<name>`; a name with `/` is a package or a file as it stands. Without this key every adapter that comes with the server is on.',
          additionalProperties: false,
        },
      ),
    ),
    trustProxy: Type.Optional(
      Type.Array(addressRange, {
        minItems: 1,
        description:
          'Addresses of the proxies in front of this server. Only from them is `X-Forwarded-For` believed; without them every caller behind a proxy counts as one address for the rate limit.',
      }),
    ),
  },
  { additionalProperties: false, $id: 'urn:conduit:config', title: 'Configuration of Conduit' },
)

export type ConfigFile = Static<typeof configFile>

/** What one adapter is configured with. */
export type AdapterEntry = Static<typeof adapterEntry>

/** JSON Schema of the configuration file, for editors. */
export const configJsonSchema: Readonly<Record<string, unknown>> = JSON.parse(
  JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...configFile }),
)
