import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { redactByHand } from '../authoring/redact-by-hand.ts'
import type { Integration, IntegrationAdapter } from '../contract/adapter.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import type { PersonalData, PlatformEvent } from '../contract/event.ts'
import type { PersonRedaction } from '../contract/redact.ts'
import type { Match } from '../contract/tables.ts'
import { fromMatches } from '../tables/personal-data.ts'
import { adapterPlugin } from './adapter-plugin.ts'

/** What an author writes: the contract, less what can be defaulted or inferred. */
export type AdapterSpec<S extends TObject, T extends TObject, P extends TSchema> = Omit<
  IntegrationAdapter<Static<S>, Static<T>, Static<P>>,
  'contract' | 'settings' | 'state' | 'endpoint' | 'extractPii' | 'redact'
> & {
  readonly settings: S
  readonly state?: T
  readonly endpoint: (Omit<Endpoint, 'payload'> & { readonly payload: P }) | null
  /** Default: what the rows find. */
  extractPii?(
    event: PlatformEvent,
    integration: Integration<Static<S>, Static<T>>,
    found: readonly Match[],
  ): PersonalData
  /** The platform's erasure. Default: a person has to do it, by the guide. */
  readonly redact?: PersonRedaction<Static<S>, Static<T>>
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
 *   guides: {
 *     connect: new URL('../../connect.md', import.meta.url),
 *     erase: new URL('../../erase.md', import.meta.url),
 *   },
 * })
 */
export function defineAdapter<
  const S extends TObject,
  const P extends TSchema,
  const T extends TObject = TObject<Record<never, never>>,
>(spec: AdapterSpec<S, T, P>): DefinedAdapter<Static<S>, Static<T>, Static<P>> {
  const adapter: IntegrationAdapter<Static<S>, Static<T>, Static<P>> = {
    ...spec,
    contract: 2,
    extractPii: spec.extractPii ?? ((_event, _integration, found) => fromMatches(found)),
    redact: spec.redact ?? redactByHand,
  }
  return { ...adapter, plugin: adapterPlugin(adapter) }
}
