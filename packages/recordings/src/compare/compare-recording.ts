import { settingsFaults } from '@conduit/core/host'
import { Value } from '@sinclair/typebox/value'
import type { FakePlatform } from '../fake-platform/fake-platform.ts'
import { settingsOf } from '../play/install.ts'
import type { Observed } from '../play/observed.ts'
import type { Recording } from '../recording/recording.ts'
import { eventDifferences } from './compare-events.ts'
import { fieldDifferences } from './compare-fields.ts'
import { type Comparison, peopleComparison } from './compare-people.ts'
import { replyDifferences } from './compare-reply.ts'
import { resultFaults } from './result-faults.ts'

/**
 * Compares what playing a recording did with what it expects, in lines for a person to read. No
 * differences: it conforms.
 */
export function compareRecording(recording: Recording, observed: Observed): Comparison {
  const people = peopleComparison(recording, observed)
  return {
    differences: [
      ...observed.adapterCalls.thrown.map(({ method, error }) => `${method} threw ${error}`),
      ...installationFaults(observed),
      ...replyDifferences(recording, observed),
      ...eventDifferences(recording, observed),
      ...people.differences,
      ...fieldDifferences(recording, observed),
      ...(observed.platform === null ? [] : platformDifferences(recording, observed.platform)),
      ...stateFaults(observed),
      ...resultFaults(observed.adapterCalls),
    ],
    notes: people.notes,
  }
}

/** Settings of the recording that the adapter's schema does not take. */
function installationFaults({ server }: Observed): readonly string[] {
  return settingsFaults(server.adapter, settingsOf(server.adapter, server.installation)).map(
    ({ pointer, detail }) => `credentials do not fit the settings: ${pointer}: ${detail}`,
  )
}

/** What `poll` wants to remember must be of the form that the adapter declares. */
function stateFaults({ server: { adapter, captured } }: Observed): readonly string[] {
  const states = captured.fetched.flatMap(({ state }) => state ?? [])
  const { state: schema } = adapter
  if (schema === undefined) {
    return states.length > 0 ? ['poll yields a state, but the adapter declares none'] : []
  }
  return states.flatMap(state =>
    [...Value.Errors(schema, state)].map(({ path, message }) => `state: ${path}: ${message}`),
  )
}

/** How the calls that the platform got differ from those that the recording holds. */
export function platformDifferences(
  { expect, fetchback, poll }: Recording,
  platform: Pick<FakePlatform, 'calls' | 'unexpected' | 'unused'>,
): readonly string[] {
  const { mustNotFetch } = expect
  const script = poll?.responses ?? fetchback ?? []
  const forbidden = platform.calls.filter(({ url }) => {
    if (typeof mustNotFetch === 'boolean' || mustNotFetch === undefined)
      return mustNotFetch === true
    return [mustNotFetch].flat().some(each => url.href.includes(each))
  })
  return [
    ...platform.unexpected.map(line => `a call that is not expected: ${line}`),
    ...forbidden.map(({ method, url }) => `a call that must not be made: ${method} ${url.href}`),
    ...platform.unused.map(index => {
      const { method = 'GET', url, path } = script[index]?.request ?? {}
      return `a call that was not made: ${method} ${url ?? path ?? ''}`
    }),
  ]
}
