import {
  effectiveSettings,
  type IntegrationAdapter,
  type JsonObject,
  missingSettings,
  type PersonalData,
  type PlatformEvent,
  type Samples,
} from '@conduit/core'
import type { RecordedRequest, Recording } from '../recording/recording.ts'
import { address } from './address.ts'
import { type Installation, install, strangerTo } from './install.ts'
import { createRig, type Rig, sealForTest } from './rig.ts'
import { addressOf } from './stage.ts'

/** A connection whose settings are to be tried out. */
export interface Rehearsed {
  /** The operator's options and the connection's own settings, as they are in use. */
  readonly options: JsonObject
  readonly settings: JsonObject
  /** What time it is. */
  readonly at: Date
  /** Sent in the place of the recorded body; then nothing is taken from the recording. */
  readonly body?: string
}

/** How a sample went. */
export interface Rehearsal {
  readonly status: number
  /** Code of the error table; else `ok`, `quarantined`, `handshake` and their like. */
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

/**
 * Sends a recorded delivery through the adapter with a connection's own secrets, as of now and signed
 * anew with them, and says what was understood. Nothing is stored and nobody is called.
 *
 * A recording speaks of an account of its own: settings that are no secret are taken from it, so
 * that it is not refused as another's. What a pending connection lacks it goes on lacking. A body
 * that is given is read with the connection's settings alone.
 *
 * @example
 * const { verification, events } = await rehearse(stripe, samples, recording, { options, settings, at })
 */
export async function rehearse(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Recording & { readonly request: RecordedRequest },
  rehearsed: Rehearsed,
): Promise<Rehearsal> {
  const installation = installed(adapter, samples, recording, rehearsed)
  const rig = await createRig(adapter, installation, addressOf(recording))
  try {
    rig.setClock(rehearsed.at)
    const { status, observation } = await send(rig, samples, recording, rehearsed)
    const proof = rig.sight.verified[0]?.proof ?? null
    return {
      status,
      code: observation?.code ?? 'unknown',
      reason: observation?.reason ?? null,
      verification: typeof proof === 'object' && proof !== null ? 'handshake' : proof,
      events: rig.sight.parsed.flatMap(({ parsed, connection }) =>
        parsed.events.map(event => ({
          event,
          personalData: adapter.extractPii(event, connection),
        })),
      ),
    }
  } finally {
    await rig.close()
  }
}

function installed(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Recording,
  { options, settings, body }: Rehearsed,
): Installation {
  const recorded = install(adapter, samples, recording)
  const [first, ...others] = recorded.connections
  if (body !== undefined) return { options, connections: [{ ...first, settings }] }
  const isSecret = (key: string) => adapter.settings.properties[key]?.secret === true
  const secrets = (from: JsonObject) =>
    Object.fromEntries(Object.entries(from).filter(([key]) => isSecret(key)))
  const isLearned = (key: string) => adapter.settings.properties[key]?.learned === true
  const usual = Object.entries(first.settings).filter(([key]) => !isLearned(key))
  const own = { ...Object.fromEntries(usual), ...secrets(settings) }
  return {
    options: { ...recorded.options, ...secrets(options) },
    connections: [{ ...first, settings: own }, ...others],
  }
}

async function send(
  rig: Rig,
  samples: Samples,
  recording: Recording & { readonly request: RecordedRequest },
  { at, body }: Rehearsed,
) {
  const { adapter, installation } = rig
  const [connection] = installation.connections
  const recorded = { ...recording.request, ...(body !== undefined && { body }) }
  const request = await address(recording, recorded, {
    ...{
      adapter,
      seal: sealForTest,
      connection,
      stranger: strangerTo(installation),
      scope: 'event',
    },
  })
  const settings = effectiveSettings(adapter, installation.options, connection.settings)
  const isPending = missingSettings(adapter, settings).length > 0
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), `${value}`]),
  )
  delete headers['content-length']
  const recordedCall = { ...request, headers }
  const fresh = samples.refresh?.(recordedCall, at) ?? recordedCall
  const proof = isPending ? null : samples.sign(fresh, settings, at)
  if (proof === null) return await rig.send(recordedCall)
  const proven = { ...lowered(fresh.headers), ...lowered(proof) }
  return await rig.send({
    ...request,
    url: fresh.url,
    body: Buffer.from(fresh.body),
    headers: proven,
  })
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}
