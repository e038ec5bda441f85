import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { personalDataOf } from '@conduit/recordings/player'
import type { Check, SuiteContext } from '../context/check.ts'
import { type AdapterCalls, nothingSeen, withAdapterCalls } from '../context/with-adapter-calls.ts'
import { frozen } from './frozen.ts'
import { inTimeZone } from './in-time-zone.ts'

/** East and west of everybody, and one whose offset is no whole hour. */
const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu']

/** The same input gives the same answer, and stays as it was. */
export const determinismChecks: readonly Check[] = [
  {
    name: 'determinism: asked twice, the adapter says the same',
    hint: 'keep no state between calls and use nothing random: the same input gives the same answer.',
    skip: nothingSeen,
    run: ({ adapter, plays }) =>
      withAdapterCalls(plays, (file, adapterCalls) =>
        assertSame(adapter, adapterCalls, `${file}: asked again`),
      ),
  },
  {
    name: 'determinism: in another time zone the adapter says the same',
    hint: 'read and write times with their offset, or as UTC: new Date(text without an offset), getHours() and toString() depend on where the server stands.',
    skip: nothingSeen,
    run: ({ adapter, plays }) =>
      withAdapterCalls(plays, (file, adapterCalls) => {
        for (const zone of zones) {
          inTimeZone(zone, () => assertSame(adapter, adapterCalls, `${file}: in ${zone}`))
        }
      }),
  },
  {
    name: 'determinism: what it is given stays as it was',
    hint: 'change copies: { ...payload }, [...list].sort(), or build something new.',
    skip: nothingSeen,
    run: ({ adapter, plays }) =>
      withAdapterCalls(plays, (file, { verified, parsed, extracted }) => {
        for (const { request, integration } of verified) {
          const bytes = Buffer.from(request.bytes)
          const given = [frozen(integration)] as const
          const what = `${file}: verifySignature`
          assertUntouched(what, given, () =>
            adapter.verifySignature({ ...request, bytes }, ...given),
          )
          assert.ok(bytes.equals(request.bytes), `${what} writes to the bytes`)
        }
        for (const { delivery, integration } of parsed) {
          const given = [
            { ...delivery, payload: frozen(delivery.payload) },
            frozen(integration),
          ] as const
          assertUntouched(`${file}: parseEvent`, given, () => adapter.parseEvent(...given))
        }
        for (const { event, integration } of extracted) {
          const given = [frozen(event), frozen(integration)] as const
          assertUntouched(`${file}: extractPii`, given, () => personalDataOf(adapter, ...given))
        }
      }),
  },
]

function assertSame(
  adapter: SuiteContext['adapter'],
  { parsed, extracted }: AdapterCalls,
  what: string,
): void {
  for (const { delivery, integration, parsed: first } of parsed) {
    const again = adapter.parseEvent(delivery, integration)
    assert.ok(
      isDeepStrictEqual(again, first),
      `${what}: parseEvent says ${difference(again, first)}`,
    )
  }
  for (const { event, integration, personalData: first } of extracted) {
    const again = personalDataOf(adapter, event, integration)
    assert.ok(
      isDeepStrictEqual(again, first),
      `${what}: extractPii says ${difference(again, first)}`,
    )
  }
}

/** Where two answers part, for a person to read; the data of events is left out. */
function difference(one: unknown, other: unknown): string {
  const [a, b] = [one, other].map(
    each => JSON.stringify(each, (name, value) => (name === 'data' ? undefined : value)) ?? '',
  )
  const at = [...(a ?? '')].findIndex((character, index) => character !== b?.[index])
  const from = Math.max(0, at - 30)
  return `…${a?.slice(from, at + 60)}… and not …${b?.slice(from, at + 60)}…`
}

/** Whoever writes to what is frozen is stopped by the engine; a date can be set all the same. */
function assertUntouched(what: string, given: readonly unknown[], run: () => unknown): void {
  const before = JSON.stringify(given)
  try {
    run()
  } catch (error) {
    // A refusal is an answer too.
    const { message } = error as Error
    const isWriting = error instanceof TypeError && /read only|extensible|delete prop/.test(message)
    assert.ok(!isWriting, `${what} writes to what it is given: ${message}`)
  }
  assert.equal(JSON.stringify(given), before, `${what} changes what it is given`)
}
