import { existsSync } from 'node:fs'
import type { IntegrationAdapter, Samples } from '@conduit/core'
import { type Play, playFolder } from '@conduit/recordings/player'
import type { Handshake, SuiteContext } from './check.ts'
import { recordedCall } from './recorded-call.ts'
import { type RecordedDelivery, recordedDelivery } from './recorded-delivery.ts'

/** Plays the adapter's recordings and picks out what can be sent again. */
export async function prepare(
  adapter: IntegrationAdapter,
  samples: Samples,
): Promise<SuiteContext> {
  const plays: Play[] = []
  const all: RecordedDelivery[] = []
  for (const play of await playOwn(adapter, samples)) {
    try {
      const delivery = await recordedDelivery(adapter, samples, play)
      if (delivery !== null) all.push(delivery)
      plays.push(play)
    } catch (error) {
      const { differences, notes } = play.comparison
      const wrong = [...differences, `samples.sign threw ${String(error)}`]
      plays.push({ ...play, comparison: { differences: wrong, notes } })
    }
  }
  const signable = all.filter(each => each.isSigned && each.sign(each.request.body) !== null)
  return {
    ...{ adapter, samples, plays },
    deliveries: all,
    oneOfEachKind: onePerKind(all),
    signed: onePerKind(signable),
    handshakes: await handshakesOf(adapter, samples, plays),
  }
}

async function handshakesOf(
  adapter: IntegrationAdapter,
  samples: Samples,
  plays: readonly Play[],
): Promise<readonly Handshake[]> {
  const found: Handshake[] = []
  for (const play of plays) {
    const { recording, observed, file } = play
    const proof = observed?.adapterCalls.verified[0]?.proof ?? null
    if (recording === null || proof === null || typeof proof !== 'object') continue
    const call = await recordedCall(adapter, samples, recording)
    if (call !== null) found.push({ ...call, file, play })
  }
  return found
}

/**
 * One delivery of each kind (format, settings, headers that sign), the one that says most: further
 * ones would send the adapter's code the same way.
 */
function onePerKind(deliveries: readonly RecordedDelivery[]): readonly RecordedDelivery[] {
  const kinds = new Map<string, RecordedDelivery>()
  for (const delivery of deliveries) {
    const signs = Object.keys(delivery.sign(delivery.request.body) ?? {})
    const kind = [delivery.format, ...Object.keys(delivery.settings), ...signs].sort().join(' ')
    const best = kinds.get(kind)
    if (best === undefined || weightOf(delivery) > weightOf(best)) kinds.set(kind, delivery)
  }
  return [...kinds.values()]
}

function weightOf({ play: { observed } }: RecordedDelivery): number {
  return (observed?.activities.length ?? 0) * 1000 + (observed?.foundFields.length ?? 0)
}

/** Without their folder there are none yet, which a check says better than an error would. */
async function playOwn(adapter: IntegrationAdapter, samples: Samples): Promise<readonly Play[]> {
  return existsSync(samples.recordings) ? playFolder(adapter, samples, samples.recordings) : []
}
