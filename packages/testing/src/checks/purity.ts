import assert from 'node:assert/strict'
import { onStage, type Play } from '@conduit/recordings/player'
import { assertNone, assertSame } from './assertions.ts'
import type { Check, SuiteContext } from './check.ts'
import { nothingSeen, withSights } from './determinism.ts'
import { nothingSmooth, outcomeOf, smoothPlays, summaryOf } from './troubled-runs.ts'
import { watchingTheWorld, withoutNetwork, yearsAhead } from './world.ts'

/** Further plays would send the adapter's code the same way. */
const mostPlays = 3

/** The pure methods read nothing but what they are given; the others go through the platform. */
export const purityChecks: readonly Check[] = [
  {
    name: 'purity: no clock, chance, environment, disk or network',
    hint: 'read only what the method is given; the one clock is request.receivedAt.',
    skip: nothingSeen,
    run: ({ adapter, plays }) =>
      withSights(plays, (file, sight) => {
        for (const [method, call] of pureCalls(adapter, sight)) {
          assertNone(watchingTheWorld(call), `${file}: ${method} used what it was not given`)
        }
      }),
  },
  {
    name: 'purity: what is fetched comes through the platform that is given',
    hint: 'call by platform.request() and platform.authorized() only.',
    skip: nothingSmooth,
    run: async context => {
      for (const { recording, file } of smoothPlays(context).slice(0, mostPlays)) {
        const { adapter, samples } = context
        const ways = await withoutNetwork(() =>
          onStage(adapter, samples, recording, stage => stage.play(recording)),
        )
        assertNone(ways, `${file}: fetch went another way`)
      }
    },
  },
  {
    name: 'purity: what is fetched knows no clock but the platform’s',
    hint: 'take the time from platform.now.',
    skip: nothingSmooth,
    run: async context => {
      for (const { recording, observed, file } of smoothPlays(context).slice(0, mostPlays)) {
        const { adapter, samples } = context
        const later = await yearsAhead(() =>
          onStage(adapter, samples, recording, stage => stage.play(recording)),
        )
        const what = `${file}: years later by the server’s clock`
        assertSame(outcomeOf(later).outcome, outcomeOf(observed).outcome, `${what}: outcome`)
        assertNone(later.platform?.unexpected ?? [], `${what}: calls that were not recorded`)
        const [now, then] = [later, observed].map(each => summaryOf(each.activities).join('\n'))
        assert.ok(now === then, `${what}: recorded ${now}\ninstead of ${then}`)
        assertSame(later.state, observed.state, `${what}: state`)
      }
    },
  },
]

/** Every pure method with what it was asked while the recordings were played. */
function pureCalls(
  adapter: SuiteContext['adapter'],
  { verified, parsed, extracted }: NonNullable<Play['observed']>['sight'],
): readonly (readonly [string, () => unknown])[] {
  return [
    ...verified.flatMap(({ request, connection }) => [
      ['verifySignature', () => adapter.verifySignature(request, connection)] as const,
      ['reply', () => adapter.reply?.({ status: 200, code: 'ok' }, request)] as const,
    ]),
    ...parsed.flatMap(({ delivery, connection }) => [
      ['parseEvent', () => adapter.parseEvent(delivery, connection)] as const,
      ['accounts', () => adapter.accounts?.(connection.settings)] as const,
      ['hosts', () => adapter.hosts?.(connection.settings)] as const,
      ['rows', () => adapter.rows?.(connection.settings)] as const,
      ['check', () => adapter.check?.(connection.settings)] as const,
    ]),
    ...extracted.map(
      ({ event, connection }) =>
        ['extractPii', () => adapter.extractPii(event, connection)] as const,
    ),
  ]
}
