import assert from 'node:assert/strict'
import type { Check } from './check.ts'
import { nothingSeen, withSights } from './determinism.ts'
import { watchingTheWorld } from './world.ts'

/** The pure methods read nothing but what they are given. */
export const purityChecks: readonly Check[] = [
  {
    name: 'purity: no clock, chance, environment, disk or network',
    skip: nothingSeen,
    run: ({ adapter, plays }) =>
      withSights(plays, (file, { verified, parsed, extracted }) => {
        const calls: readonly (readonly [string, () => unknown])[] = [
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
        for (const [method, call] of calls) {
          assert.deepEqual(
            watchingTheWorld(call),
            [],
            `${file}: ${method} used what it was not given`,
          )
        }
      }),
  },
]
