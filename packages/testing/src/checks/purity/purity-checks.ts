import assert from 'node:assert/strict'
import { type Play, personalDataOf, withPlayer } from '@conduit/recordings/player'
import { assertNone } from '../assertions/assert-none.ts'
import { assertSame } from '../assertions/assert-same.ts'
import type { Check, SuiteContext } from '../context/check.ts'
import { nothingSeen, withAdapterCalls } from '../context/with-adapter-calls.ts'
import { outcomeOf } from '../platform/outcome-of.ts'
import { noSuccessfulPlay, successfulPlays } from '../platform/successful-plays.ts'
import { summaryOf } from '../platform/summary-of.ts'
import { sideEffectsOf } from './side-effects-of.ts'
import { withoutNetwork } from './without-network.ts'
import { yearsAhead } from './years-ahead.ts'

/** Further plays would send the adapter's code the same way. */
const mostPlays = 3

/** The pure methods read nothing but what they are given; the others go through the platform. */
export const purityChecks: readonly Check[] = [
  {
    name: 'purity: no clock, chance, environment, disk or network',
    hint: 'read only what the method is given; the one clock is request.receivedAt.',
    skip: nothingSeen,
    run: ({ adapter, plays }) =>
      withAdapterCalls(plays, (file, adapterCalls) => {
        for (const [method, call] of pureCalls(adapter, adapterCalls)) {
          assertNone(sideEffectsOf(call), `${file}: ${method} used what it was not given`)
        }
      }),
  },
  {
    name: 'purity: what is fetched comes through the platform that is given',
    hint: 'call by platform.request() and platform.authorized() only.',
    skip: noSuccessfulPlay,
    run: async context => {
      for (const { recording, file } of successfulPlays(context).slice(0, mostPlays)) {
        const { adapter, samples } = context
        const ways = await withoutNetwork(() =>
          withPlayer(adapter, samples, recording, player => player.play(recording)),
        )
        assertNone(ways, `${file}: fetch went another way`)
      }
    },
  },
  {
    name: 'purity: what is fetched knows no clock but the platform’s',
    hint: 'take the time from platform.now.',
    skip: noSuccessfulPlay,
    run: async context => {
      for (const { recording, observed, file } of successfulPlays(context).slice(0, mostPlays)) {
        const { adapter, samples } = context
        const later = await yearsAhead(() =>
          withPlayer(adapter, samples, recording, player => player.play(recording)),
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
  { verified, parsed, extracted }: NonNullable<Play['observed']>['adapterCalls'],
): readonly (readonly [string, () => unknown])[] {
  return [
    ...verified.flatMap(({ request, integration }) => [
      ['verifySignature', () => adapter.verifySignature(request, integration)] as const,
      ['reply', () => adapter.reply?.({ status: 200, code: 'ok' }, request)] as const,
    ]),
    ...parsed.flatMap(({ delivery, integration }) => [
      ['parseEvent', () => adapter.parseEvent(delivery, integration)] as const,
      ['accounts', () => adapter.accounts?.(integration.settings)] as const,
      ['hosts', () => adapter.hosts?.(integration.settings)] as const,
      ['rows', () => adapter.rows?.(integration.settings)] as const,
      ['check', () => adapter.check?.(integration.settings)] as const,
    ]),
    ...extracted.map(
      ({ event, integration }) =>
        ['extractPii', () => personalDataOf(adapter, event, integration)] as const,
    ),
  ]
}
