import { createHash } from 'node:crypto'
import {
  type IntegrationAdapter,
  isConduitError,
  type JsonObject,
  type PersonalData,
  type PlatformEvent,
  problemOf,
  type Samples,
  type WebhookRequest,
} from '@conduit/core'
import {
  admit,
  createReceiver,
  effectiveSettings,
  memoryStore,
  missingSettings,
  proofName,
  type Understood,
  understand,
  verify,
} from '@conduit/core/host'
import type { RecordedRequest, Recording } from '../recording/recording.ts'
import { address, type PlainRequest } from './address.ts'
import { type Installation, install, otherTenantOf } from './install.ts'
import { lowered, resign } from './resign.ts'
import { sealForTest, testKeyring } from './test-server.ts'

/** An integration whose settings are to be tried out. */
export interface SampleSettings {
  /** The operator's options and the integration's own settings, as they are in use. */
  readonly options: JsonObject
  readonly settings: JsonObject
  /** What time it is. */
  readonly at: Date
  /** Sent in the place of the recorded body; then nothing is taken from the recording. */
  readonly body?: string
}

/** How a sample went. */
export interface TriedSample {
  readonly status: number
  /** Code of the error table; else `recorded`, `quarantined`, `handshake` and their like. */
  readonly code: string
  /** Why it was refused, in words without values. */
  readonly reason: string | null
  /** Null: it was not proven. */
  readonly verification: 'signed' | 'unsigned' | 'handshake' | null
  /** What was understood, whoever it would have been recorded for. */
  readonly events: readonly {
    readonly event: PlatformEvent
    readonly personalData: PersonalData
  }[]
}

type Delivered = Recording & { readonly request: RecordedRequest }

/**
 * Sends a recorded delivery through the adapter with an integration's own secrets, as of now and signed
 * anew with them, and says what was understood. Nothing is kept and nobody is called.
 *
 * A recording speaks of an account of its own: settings that are no secret are taken from it, so
 * that it is not refused as another's. What a pending integration lacks it goes on lacking. A body
 * that is given is read with the integration's settings alone.
 *
 * @example
 * const { verification, events } = await trySample(stripe, samples, recording, { options, settings, at })
 */
export async function trySample(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Delivered,
  tried: SampleSettings,
): Promise<TriedSample> {
  const installation = installed(adapter, samples, recording, tried)
  const receiver = createReceiver(adapter, {
    store: memoryStore(installation.integrations),
    keyring: testKeyring,
    options: installation.options,
    clock: () => tried.at,
  })
  const request = requestOf(
    await signedRequest(adapter, samples, recording, installation, tried),
    tried.at,
  )
  let verification: TriedSample['verification'] = null
  try {
    const caller = await admit(receiver, request, 'event')
    const proof = verify(receiver, caller, request)
    verification = proofName(proof)
    const call = await understand(receiver, caller, request)
    if ('handshake' in call) return succeeded('handshake', verification, [])
    return succeeded(codeOf(call.understood), verification, call.understood.shares)
  } catch (error) {
    return failed(error, verification)
  }
}

function succeeded(
  code: string,
  verification: TriedSample['verification'],
  shares: Understood['shares'],
): TriedSample {
  const events = shares.flatMap(share => share.events)
  return { status: 200, code, reason: null, verification, events }
}

function codeOf({ shares, ignored }: Understood): string {
  const hasEvents = shares.some(({ events }) => events.length > 0)
  if (shares.some(({ failures }) => failures.length > 0)) {
    return hasEvents ? 'partial' : 'quarantined'
  }
  return !hasEvents && ignored > 0 ? 'ignored' : 'recorded'
}

function failed(error: unknown, verification: TriedSample['verification']): TriedSample {
  const isRefused = isConduitError(error) && error.code !== 'internal'
  // What our own code fails on once it is proven is kept, and answered as if nothing had happened.
  if (!isRefused && verification !== null) return succeeded('quarantined', verification, [])
  const { status, code } = problemOf(error)
  const reason = isConduitError(error) ? error.reason : 'the adapter failed'
  return { status, code, reason, verification, events: [] }
}

function installed(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Recording,
  { options, settings, body }: SampleSettings,
): Installation {
  const recorded = install(adapter, samples, recording)
  const [first, ...others] = recorded.integrations
  if (body !== undefined) return { options, integrations: [{ ...first, settings }] }
  const isSecret = (key: string) => adapter.settings.properties[key]?.secret === true
  const secrets = (from: JsonObject) =>
    Object.fromEntries(Object.entries(from).filter(([key]) => isSecret(key)))
  const isLearned = (key: string) => adapter.settings.properties[key]?.learned === true
  const usual = Object.entries(first.settings).filter(([key]) => !isLearned(key))
  const own = { ...Object.fromEntries(usual), ...secrets(settings) }
  return {
    options: { ...recorded.options, ...secrets(options) },
    integrations: [{ ...first, settings: own }, ...others],
  }
}

async function signedRequest(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Delivered,
  installation: Installation,
  { at, body }: SampleSettings,
): Promise<PlainRequest> {
  const [integration] = installation.integrations
  const recorded = { ...recording.request, ...(body !== undefined && { body }) }
  const addressed = await address(recording, recorded, {
    adapter,
    seal: sealForTest,
    integration,
    stranger: otherTenantOf(installation),
    scope: 'event',
  })
  const settings = effectiveSettings(adapter, installation.options, integration.settings)
  const isPending = missingSettings(adapter, settings).length > 0
  const signed = isPending ? null : resign(samples, addressed, settings, at)
  if (signed === null) return { ...addressed, headers: lowered(addressed.headers) }
  return { ...signed, body: Buffer.from(signed.body) }
}

function requestOf({ method, url, headers, body }: PlainRequest, receivedAt: Date): WebhookRequest {
  const { searchParams } = new URL(url)
  return {
    method,
    url,
    receivedAt,
    bytes: body,
    digest: createHash('sha256').update(body).digest('hex'),
    header: name => headers[name.toLowerCase()],
    query: name => searchParams.get(name) ?? undefined,
  }
}
