import { join, resolve } from 'node:path'
import type { QuarantineQuota } from '@conduit/core/host'
import { createKeyring, type Keyring, KeyringError, parseMasterKeys } from '@conduit/privacy'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { ConfigFault } from './config-fault.ts'
import { durationMilliseconds, durationPattern } from './duration.ts'
import { faultsOf } from './faults-of.ts'

const origin = Type.String({ pattern: '^https?://[^/?#@\\s]+$' })
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** The variables that the server reads. An empty one counts as absent. */
export const environmentSchema = Type.Object({
  CONDUIT_HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on.' }),
  CONDUIT_PORT: Type.String({
    default: '8080',
    pattern: '^\\d{1,5}$',
    description: 'Port to listen on; 0 for any free one.',
  }),
  CONDUIT_DATA_DIR: Type.String({
    default: './.conduit',
    description: 'Directory of the embedded database and its master key.',
  }),
  CONDUIT_CONFIG: Type.Optional(
    Type.String({
      description: 'Configuration file; default `conduit.config.yaml`, if it is there.',
    }),
  ),
  CONDUIT_PUBLIC_URL: Type.Optional(
    Type.String({ ...origin, description: 'Origin under which platforms reach this server.' }),
  ),
  CONDUIT_MASTER_KEY: Type.Optional(
    Type.String({
      description: '32 random bytes in base64; several, separated by commas, the active one first.',
    }),
  ),
  CONDUIT_ADMIN_KEY: Type.Optional(
    Type.String({ minLength: 20, description: 'An API key of the role owner.' }),
  ),
  CONDUIT_ADMIN_KEY_FILE: Type.String({
    default: './conduit-admin.key',
    description:
      'Where the first API key of a database on PostgreSQL is written, if none is given.',
  }),
  CONDUIT_AUDIT_ANCHORS: Type.Optional(
    Type.String({
      description:
        'File to which the checkpoints of the audit log are added; default `audit-anchors.txt` in the data directory.',
    }),
  ),
  CONDUIT_AUDIT_ANCHORS_COPY: Type.Optional(
    Type.String({
      description:
        'A second such file, on a disk that whoever administers the database cannot write to.',
    }),
  ),
  CONDUIT_ERASURE_LEDGER: Type.Optional(
    Type.String({
      description:
        'File to which it is added who was erased; default `erasure-ledger.txt` in the data directory.',
    }),
  ),
  CONDUIT_METRICS_KEY: Type.Optional(
    Type.String({
      pattern: '^[^\\s,]{20,200}$',
      description: 'What `/metrics` asks for as a bearer token; absent: everybody may see them.',
    }),
  ),
  CONDUIT_METRICS_PORT: Type.Optional(
    Type.String({
      pattern: '^\\d{1,5}$',
      description:
        'A port for `/metrics` alone; 0 for any free one. Absent: it stands beside all else.',
    }),
  ),
  CONDUIT_METRICS_HOST: Type.String({
    default: '127.0.0.1',
    description: 'Address of that port.',
  }),
  CONDUIT_RATE_LIMIT_MAX: Type.String({
    default: '1000',
    pattern: '^[1-9]\\d{0,8}$',
    description: 'Requests that one address may send in a window.',
  }),
  CONDUIT_RATE_LIMIT_WINDOW: Type.String({
    default: '15 minutes',
    pattern: durationPattern,
    description: 'Length of that window.',
  }),
  CONDUIT_RATE_LIMIT_ADMITTED: Type.String({
    default: 'counted',
    pattern: '^(counted|[1-9]\\d{0,8})$',
    description:
      'Calls with a good credential that one integration may be sent in a window, in place of the limit of their address; `counted`: they count for their address.',
  }),
  CONDUIT_QUARANTINE_ROWS: Type.String({
    default: '10000',
    pattern: '^\\d{1,8}$',
    description: 'Deliveries that are kept in quarantine of one integration.',
  }),
  CONDUIT_QUARANTINE_MEGABYTES: Type.String({
    default: '256',
    pattern: '^\\d{1,6}$',
    description: 'Megabytes that they may take, sealed.',
  }),
  CONDUIT_REDACTION_COOLING_OFF: Type.String({
    default: '10 minutes',
    pattern: durationPattern,
    description: 'Time in which an approved erasure can be stopped.',
  }),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://\\S+$',
      description: 'PostgreSQL; absent: the embedded database.',
    }),
  ),
  REDIS_URL: Type.Optional(
    Type.String({
      pattern: '^rediss?://\\S+$',
      description: 'Redis, for limits that hold across servers.',
    }),
  ),
  LOG_LEVEL: Type.Union(
    levels.map(level => Type.Literal(level)),
    { default: 'info', description: 'What is logged.' },
  ),
})

/** Those that open something: no code but the server's own is to find them. */
const secretVariables = [
  'CONDUIT_MASTER_KEY',
  'CONDUIT_ADMIN_KEY',
  'CONDUIT_METRICS_KEY',
  'DATABASE_URL',
  'REDIS_URL',
] as const satisfies readonly (keyof Static<typeof environmentSchema>)[]

/**
 * Takes the variables for the server. If they are those of the process, the secret ones are deleted there:
 * adapters and child processes, which see the same, do not find them any more.
 *
 * @returns all of them, to be kept: they cannot be read a second time
 */
export function takeVariables(env: Variables): Variables {
  const taken = { ...env }
  if (env === process.env) for (const name of secretVariables) delete process.env[name]
  return taken
}

/** Variables by name. */
export interface Variables {
  readonly [name: string]: string | undefined
}

/** The environment, read and checked. */
export interface Environment {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly publicUrl: string | undefined
  readonly keyring: Keyring | undefined
  readonly adminKey: string | undefined
  readonly adminKeyFile: string
  /** Files to which the checkpoints of the audit log are added. */
  readonly auditAnchors: readonly string[]
  /** File to which it is added who was erased. */
  readonly erasureLedger: string
  readonly metrics: {
    readonly key: string | undefined
    /** Undefined: they are shown where everything else is. */
    readonly at: { readonly host: string; readonly port: number } | undefined
  }
  readonly rateLimit: {
    readonly max: number
    readonly windowMilliseconds: number
    /** Undefined: admitted calls count like all others. */
    readonly admitted: number | undefined
  }
  readonly quarantineQuota: QuarantineQuota
  /** So long an approved redaction can be stopped. */
  readonly coolingOffMilliseconds: number
  readonly databaseUrl: string | undefined
  readonly redisUrl: string | undefined
  readonly logLevel: (typeof levels)[number]
}

/** The environment, and all that is wrong with it. */
export interface ReadEnvironment {
  /** Null where there are faults. */
  readonly environment: Environment | null
  readonly configPath: string
  /** Whether the operator named the configuration file: then it must be there. */
  readonly configNamed: boolean
  readonly faults: readonly ConfigFault[]
}

/**
 * Reads the environment.
 *
 * @param env variables; those that are not Conduit's are left alone, unknown `CONDUIT_…` are faults
 * @param cwd directory that relative paths start from
 */
export function readEnvironment(
  env: { readonly [name: string]: string | undefined },
  cwd: string,
): ReadEnvironment {
  const known = Object.keys(environmentSchema.properties)
  const given = known.flatMap(name => (env[name] ? [[name, env[name]]] : []))
  const values: unknown = Value.Default(environmentSchema, Object.fromEntries(given))
  const unknown = Object.keys(env).filter(name => /^CONDUIT_/.test(name) && !known.includes(name))
  const keys = keyringOf(env.CONDUIT_MASTER_KEY)
  const faults = [
    ...unknown.map(name => ({ path: name, message: 'there is no such variable' })),
    ...faultsOf(environmentSchema, values).map(({ path, message }) => ({
      path: path.slice(1),
      message,
    })),
    ...keys.faults,
    ...combinationFaults(env),
  ]
  const usable = faults.length === 0 && Value.Check(environmentSchema, values)
  return {
    environment: usable ? toEnvironment(values, keys.keyring, cwd) : null,
    configPath: resolve(cwd, env.CONDUIT_CONFIG || 'conduit.config.yaml'),
    configNamed: Boolean(env.CONDUIT_CONFIG),
    faults,
  }
}

function combinationFaults(env: {
  readonly [name: string]: string | undefined
}): readonly ConfigFault[] {
  const faults: ConfigFault[] = []
  for (const path of ['CONDUIT_PORT', 'CONDUIT_METRICS_PORT']) {
    if (Number(env[path]) > 65_535) faults.push({ path, message: 'Expected a port, 0 to 65535' })
  }
  if (env.DATABASE_URL && !env.CONDUIT_MASTER_KEY) {
    faults.push({
      path: 'CONDUIT_MASTER_KEY',
      message:
        'Expected with DATABASE_URL: without its key nothing in that database can be read again',
    })
  }
  return faults
}

function toEnvironment(
  values: Static<typeof environmentSchema>,
  keyring: Keyring | undefined,
  cwd: string,
): Environment {
  return {
    host: values.CONDUIT_HOST,
    port: Number(values.CONDUIT_PORT),
    dataDir: resolve(cwd, values.CONDUIT_DATA_DIR),
    publicUrl: values.CONDUIT_PUBLIC_URL,
    keyring,
    adminKey: values.CONDUIT_ADMIN_KEY,
    adminKeyFile: resolve(cwd, values.CONDUIT_ADMIN_KEY_FILE),
    auditAnchors: anchorsOf(values, cwd),
    erasureLedger: ledgerOf(values, cwd),
    metrics: {
      key: values.CONDUIT_METRICS_KEY,
      at: metricsAt(values),
    },
    rateLimit: {
      max: Number(values.CONDUIT_RATE_LIMIT_MAX),
      windowMilliseconds: durationMilliseconds(values.CONDUIT_RATE_LIMIT_WINDOW) ?? 0,
      admitted: admittedOf(values.CONDUIT_RATE_LIMIT_ADMITTED),
    },
    quarantineQuota: {
      rows: Number(values.CONDUIT_QUARANTINE_ROWS),
      bytes: Number(values.CONDUIT_QUARANTINE_MEGABYTES) * 1_048_576,
    },
    coolingOffMilliseconds: durationMilliseconds(values.CONDUIT_REDACTION_COOLING_OFF) ?? 0,
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    logLevel: values.LOG_LEVEL,
  }
}

function anchorsOf(values: Static<typeof environmentSchema>, cwd: string): readonly string[] {
  const { CONDUIT_AUDIT_ANCHORS: file, CONDUIT_AUDIT_ANCHORS_COPY: copy } = values
  const dataDir = resolve(cwd, values.CONDUIT_DATA_DIR)
  const first = file === undefined ? join(dataDir, 'audit-anchors.txt') : resolve(cwd, file)
  return copy === undefined ? [first] : [first, resolve(cwd, copy)]
}

function ledgerOf(values: Static<typeof environmentSchema>, cwd: string): string {
  const { CONDUIT_ERASURE_LEDGER: file, CONDUIT_DATA_DIR: dataDir } = values
  return file === undefined ? join(resolve(cwd, dataDir), 'erasure-ledger.txt') : resolve(cwd, file)
}

function metricsAt({
  CONDUIT_METRICS_PORT: port,
  CONDUIT_METRICS_HOST: host,
}: Static<typeof environmentSchema>): Environment['metrics']['at'] {
  return port === undefined ? undefined : { host, port: Number(port) }
}

function admittedOf(text: string): number | undefined {
  return text === 'counted' ? undefined : Number(text)
}

function keyringOf(text: string | undefined): {
  readonly keyring: Keyring | undefined
  readonly faults: readonly ConfigFault[]
} {
  if (!text) return { keyring: undefined, faults: [] }
  try {
    return { keyring: createKeyring(parseMasterKeys(text)), faults: [] }
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error
    return { keyring: undefined, faults: [{ path: 'CONDUIT_MASTER_KEY', message: error.message }] }
  }
}
