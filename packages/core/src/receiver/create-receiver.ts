import type { ControllerKeys, Keyring } from '@conduit/privacy'
import type { Integration, IntegrationAdapter } from '../contract/adapter.ts'
import { isConduitError, refuse } from '../contract/errors.ts'
import type { JsonObject } from '../contract/event.ts'
import { encodeId } from '../store/ids.ts'
import type { Answered, Store, StoredIntegration } from '../store/store.ts'
import { type CompiledRows, compileRows } from '../tables/compile-rows.ts'
import { atOnce } from './at-once.ts'
import { createDecoder, type Decoder } from './decode.ts'
import { type OpenedToken, tokenOpener } from './jwe-token.ts'
import { effectiveSettings, missingSettings } from './settings.ts'

/** What a receiver works with beside its adapter. */
export interface ReceiverOptions {
  readonly store: Store
  readonly keyring: Keyring
  /** The operator's options: defaults of settings, key by key. */
  readonly options?: JsonObject
  /** Default: the system's clock. */
  readonly clock?: () => Date
  /** Milliseconds by a clock that is never set; default: the process's own. */
  readonly elapsed?: () => number
  /** Told when the adapter's own code fails; what it worked on is kept or counted. */
  readonly onFailure?: (failure: Failure) => void
  /** Told when an event brings more of one person than is kept. */
  readonly onExcess?: (excess: Excess) => void
  /** Told when what failed is not kept, because the quarantine is full: API id of the integration. */
  readonly onLeftOut?: (integrationId: string) => void
}

/** What of an event's people was left out, of which no more than its number is known. */
export interface Excess {
  /** Identifiers and references beyond those that are kept of each person. */
  readonly identifiers: number
  /** As the API shows it. */
  readonly integrationId: string
}

/** Our code failed on something genuine. */
export interface Failure {
  /**
   * `authenticate`, `verify`, `decode`, `parse`, `extract`, `record`, `reply`, `fetch`, `setup` or
   * `propagate`.
   */
  readonly step: string
  readonly error: unknown
}

/** All that the calls of one adapter go through, made once. */
export interface Receiver {
  readonly adapter: IntegrationAdapter
  readonly store: Store
  readonly keyring: Keyring
  readonly clock: () => Date
  readonly elapsed: () => number
  readonly onFailure: (failure: Failure) => void
  readonly onExcess: (excess: Excess) => void
  readonly onLeftOut: (integrationId: string) => void
  /** The adapter's pure methods, which answer at once. */
  readonly pure: PureMethods
  /** Headers that go with a delivery, in lower case. */
  readonly headers: readonly string[]
  readonly decode: Decoder
  readonly openToken: (token: string) => Answered<OpenedToken>
  /** Everything of one integration, made when it is asked for the first time. */
  open(stored: StoredIntegration): OpenIntegration
  /** While nobody knows yet whose a call is: the options alone. */
  readonly anyone: Pick<OpenIntegration, 'shown' | 'missing'>
}

type PureMethods = Required<
  Pick<IntegrationAdapter<JsonObject, JsonObject>, 'verifySignature' | 'parseEvent' | 'extractPii'>
>

/** An integration, and everything that is made of it once. */
export interface OpenIntegration {
  readonly stored: StoredIntegration
  /** What its adapter is shown of it, and no more: it holds no keys and knows no neighbour. */
  readonly shown: Integration<JsonObject, JsonObject>
  /** Learned settings that are missing: not empty means pending. */
  readonly missing: readonly string[]
  /** Asked for when needed: if the adapter throws, what was proven by then can still be kept. */
  readonly accounts: readonly string[]
  readonly hosts: readonly string[]
  readonly rows: CompiledRows
  readonly keys: ControllerKeys
  /** Ids as the API shows them. */
  readonly apiIds: { readonly controllerId: string; readonly integrationId: string }
}

/**
 * Makes the receiver of an adapter: everything that calls, readings and setups of it have in common.
 * An application makes one for each adapter and hands it on.
 *
 * @example
 * const receiver = createReceiver(stripe, { store, keyring })
 * app.register(adapterRoutes, { prefix: '/hooks/stripe', receiver })
 */
export function createReceiver(adapter: IntegrationAdapter, given: ReceiverOptions): Receiver {
  const { store, keyring, options = {}, clock = () => new Date() } = given
  const { elapsed = () => performance.now(), onFailure = () => {} } = given
  const { onExcess = () => {}, onLeftOut = () => {} } = given
  const opened = new WeakMap<StoredIntegration, OpenIntegration>()
  const tableRows = lazily(() => compileRows(adapter.tables.pii))
  const anyone = lazily(() => {
    const settings = effectiveSettings(adapter, options, {})
    return { shown: { settings, state: {} }, missing: missingSettings(adapter, settings) }
  })
  return {
    adapter,
    store,
    keyring,
    clock,
    elapsed,
    onFailure,
    onExcess,
    onLeftOut,
    pure: {
      verifySignature: (request, own) => atOnce(adapter.verifySignature(request, own)),
      parseEvent: (delivery, own) => atOnce(adapter.parseEvent(delivery, own)),
      extractPii: (event, own, found) => atOnce(adapter.extractPii(event, own, found)),
    },
    headers: [
      'content-type',
      'content-encoding',
      ...(adapter.endpoint?.headers ?? []).map(name => name.toLowerCase()),
    ],
    decode: createDecoder(adapter.endpoint),
    openToken: tokenOpener(keyring),
    get anyone() {
      return anyone()
    },
    open(stored) {
      const known = opened.get(stored)
      if (known !== undefined) return known
      const made = openIntegration(adapter, keyring, options, tableRows, stored)
      opened.set(stored, made)
      return made
    },
  }
}

function openIntegration(
  adapter: IntegrationAdapter,
  keyring: Keyring,
  options: JsonObject,
  tableRows: () => CompiledRows,
  stored: StoredIntegration,
): OpenIntegration {
  const { id, controller, state } = stored
  const settings = effectiveSettings(adapter, options, stored.settings)
  const accounts = lazily(() => atOnce(adapter.accounts?.(settings)) ?? [])
  const hosts = lazily(() => atOnce(adapter.hosts?.(settings)) ?? [])
  const rows = lazily(() => {
    const own = atOnce(adapter.rows?.(settings)) ?? []
    return own.length === 0 ? tableRows() : compileRows(adapter.tables.pii, own)
  })
  return {
    stored,
    shown: { settings, state },
    missing: missingSettings(adapter, settings),
    get accounts() {
      return accounts()
    },
    get hosts() {
      return hosts()
    },
    get rows() {
      return rows()
    },
    keys: keyring.forController(controller),
    apiIds: {
      controllerId: encodeId('controller', controller.id, controller.id),
      integrationId: encodeId('integration', controller.id, id),
    },
  }
}

/** Made when it is asked for, and kept; what failed is tried again. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/**
 * An adapter failed before anything is proven. What it throws beside refusals is our fault, and there
 * is nothing yet that may be kept: the platform has to send it again.
 * @throws `unavailable`, or the refusal
 */
export function refuseUnprovable(
  { onFailure }: Pick<Receiver, 'onFailure'>,
  failure: Failure,
): never {
  if (isConduitError(failure.error)) throw failure.error
  onFailure(failure)
  refuse('unavailable', 'adapter_failed')
}
