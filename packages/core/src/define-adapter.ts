import type { Static, TObject, TSchema } from '@sinclair/typebox'
import type { Connection, Endpoint, IntegrationAdapter, PiiRow } from './adapter.ts'
import type { PersonalData, PlatformEvent } from './delivery.ts'
import { asLiteral } from './personal-data/compile-rows.ts'
import { personalData } from './personal-data/personal-data.ts'
import { atOnce } from './pipeline/at-once.ts'
import { adapterPlugin } from './plugin.ts'

/** What an author writes: the contract, less what can be defaulted or inferred. */
export type AdapterSpec<S extends TObject, T extends TObject, P extends TSchema> = Omit<
  IntegrationAdapter<Static<S>, Static<T>, Static<P>>,
  'contract' | 'settings' | 'state' | 'endpoint' | 'extractPii' | 'redact'
> & {
  readonly settings: S
  readonly state?: T
  readonly endpoint: (Omit<Endpoint, 'payload'> & { readonly payload: P }) | null
  /** Default: what `tables.pii` and `rows(settings)` find. */
  extractPii?(event: PlatformEvent, connection: Connection<Static<S>, Static<T>>): PersonalData
  /** The platform's erasure; or, where a person has to do it, the instructions for that. */
  readonly redact: string | IntegrationAdapter<Static<S>, Static<T>, Static<P>>['redact']
}

/** A finished adapter: a plain object by the contract, and its Fastify plugin. */
export type DefinedAdapter<
  Settings = unknown,
  State = object,
  Payload = unknown,
> = IntegrationAdapter<Settings, State, Payload> & {
  readonly plugin: ReturnType<typeof adapterPlugin>
}

/**
 * Makes an adapter of what its author wrote: infers the types of settings, state and payload from
 * their TypeBox schemas, reads personal data by the tables unless told otherwise, and adds
 * `.plugin`. Does nothing else: no I/O, no state, so importing an adapter costs nothing.
 *
 * @example
 * export default defineAdapter({
 *   name: 'acme', title: 'Acme', settings, endpoint, tables,
 *   authenticate: jweToken(), verifySignature, parseEvent,
 *   redact: 'Delete the member under Members > Privacy.',
 * })
 */
export function defineAdapter<
  const S extends TObject,
  const P extends TSchema,
  const T extends TObject = TObject<Record<never, never>>,
>(spec: AdapterSpec<S, T, P>): DefinedAdapter<Static<S>, Static<T>, Static<P>> {
  const adapter: IntegrationAdapter<Static<S>, Static<T>, Static<P>> = {
    ...spec,
    contract: 1,
    extractPii:
      spec.extractPii ?? ((event, { settings }) => personalData(rowsOf(spec, settings), event)),
    redact: typeof spec.redact === 'string' ? manually(spec.redact) : spec.redact,
  }
  return { ...adapter, plugin: adapterPlugin(adapter) }
}

/** The rows of an adapter's table, and those that its settings add. */
export function rowsOf<Settings>(
  adapter: Pick<IntegrationAdapter<Settings>, 'tables' | 'rows'>,
  settings: Settings,
): readonly PiiRow[] {
  const { pii } = adapter.tables
  if (adapter.rows === undefined) return pii
  const ofTable = combined.get(pii) ?? new WeakMap<object, readonly PiiRow[]>()
  combined.set(pii, ofTable)
  const known = ofTable.get(settings as object) ?? [
    ...pii,
    ...asLiteral(atOnce(adapter.rows(settings))),
  ]
  ofTable.set(settings as object, known)
  return known
}

// Settings objects live as long as their connection is cached, and with them the compiled rows.
const combined = new WeakMap<readonly PiiRow[], WeakMap<object, readonly PiiRow[]>>()

function manually(instructions: string): IntegrationAdapter['redact'] {
  return async step =>
    step.step === 'find'
      ? { targets: step.references }
      : { outcome: 'manual_required', instructions }
}
