import { ConduitError, type Samples } from '@conduit/core'
import type { IntegrationRef } from '@conduit/core/host'
import { openIntegration } from '@conduit/db'
import { type Recording, readRecordings, type TriedSample, trySample } from '@conduit/recordings'
import type { Services } from '../services.ts'

/** What to try an integration out with. */
export interface SampleChoice {
  /** Name of a recorded delivery, or its beginning; default: the first that says something. */
  readonly recording?: string | undefined
  /** A body of one's own instead of the recorded one. */
  readonly body?: string | undefined
}

/** How an integration did. */
export interface TriedIntegration extends TriedSample {
  /** File of the recorded delivery. */
  readonly recording: string
}

/**
 * Sends a signed sample through an integration's own settings: what would be understood of it is
 * said, and nothing is recorded.
 *
 * @returns null if the platform sends nothing
 * @throws {ConduitError} `not_found`; `invalid`: no such recording; `conflict`: the adapter brings none
 */
export async function tryIntegration(
  { database, keyring, adapters, clock }: Services,
  ref: IntegrationRef,
  choice: SampleChoice,
): Promise<TriedIntegration | null> {
  const opened = await openIntegration(database, keyring, ref)
  if (opened === null) throw new ConduitError('not_found')
  const { settings, adapter: name } = opened.integration
  const running = adapters.get(name)
  if (running?.samples == null) throw new ConduitError('conflict', { reason: 'no samples' })
  if (running.adapter.endpoint === null) return null
  const samples = await samplesOf(running.samples)
  const { file, recording } = pick(samples, choice.recording)
  const { options, adapter } = running
  const { body } = choice
  const own = { options, settings, at: clock(), ...(body !== undefined && { body }) }
  return { recording: file, ...(await trySample(adapter, samples, recording, own)) }
}

async function samplesOf(url: string): Promise<Samples> {
  const { default: samples }: { default: Samples } = await import(url)
  return samples
}

function pick(samples: Samples, wanted: string | undefined) {
  const named = readRecordings(samples.recordings).flatMap(({ file, recording }) =>
    recording !== null && isDelivery(recording) ? [{ file, recording }] : [],
  )
  const found = named.find(({ file, recording }) =>
    wanted === undefined
      ? recording.expect.status === 200 && (recording.expect.events ?? []).length > 0
      : file.startsWith(wanted),
  )
  if (found !== undefined) return found
  const faults = [{ pointer: '/recording', detail: 'must be the name of a recorded delivery' }]
  throw new ConduitError('invalid', { reason: 'no such recording', faults })
}

type Delivered = Recording & { readonly request: NonNullable<Recording['request']> }

function isDelivery(recording: Recording): recording is Delivered {
  return recording.request !== undefined
}
