import { isDeepStrictEqual } from 'node:util'
import { json, type PiiField, type PlatformEvent, valueAt } from '@conduit/core'
import type { FakePlatform } from '../fake-platform/fake-platform.ts'
import type { ScriptedCall } from '../recording/recording.ts'
import type { AdapterCalls } from './watch-adapter.ts'

/** Personal data that the adapter found in one event. */
export interface FoundField extends PiiField {
  /** `request.body`, or the index of the platform's answer that held it. */
  readonly in: 'request.body' | number
  readonly event: PlatformEvent
}

const limits = { depth: 100, nodes: 1_000_000 }

/** All that the adapter found, and in which document: our own request or an answer of the platform. */
export function foundFieldsOf(
  { parsed, extracted, read }: Pick<AdapterCalls, 'parsed' | 'extracted' | 'read'>,
  platform: Pick<FakePlatform, 'calls'> | null,
  script: readonly ScriptedCall[],
): readonly FoundField[] {
  const fromRequest = new Set(parsed.flatMap(each => each.parsed.events))
  const documents = script.map(({ response }) => documentOf(response.body ?? ''))
  const served = (platform?.calls ?? []).map(({ answer }) => answer)
  return extracted.flatMap(({ event, personalData }) => {
    const where = fromRequest.has(event)
      ? ('request.body' as const)
      : answerOf(event, documents, served.slice(0, callsOf(event, read)))
    return personalData.fields.map(field => ({ ...field, in: where, event }))
  })
}

function callsOf(event: PlatformEvent, read: AdapterCalls['read']): number | undefined {
  return read.find(each => each.event === event)?.calls
}

/**
 * The answer that an event was made of: the last one so far in which its data stands at its path,
 * else simply the last one (an adapter may have put its data together).
 */
function answerOf(
  event: PlatformEvent,
  documents: readonly unknown[],
  served: readonly (number | null)[],
): number {
  const answers = served.filter(answer => answer !== null).reverse()
  const isPointer = event.path === '' || event.path.startsWith('/')
  const found = answers.find(
    answer => isPointer && isDeepStrictEqual(valueAt(documents[answer], event.path), event.data),
  )
  return found ?? answers[0] ?? -1
}

function documentOf(body: string): unknown {
  try {
    return json().decode(Buffer.from(body), limits)
  } catch {
    return undefined
  }
}
