import type { PiiField } from '@conduit/core'
import type { TestServer } from '@conduit/recordings/player'
import { assertNone } from '../assertions/assert-none.ts'
import type { Check, SuiteContext } from '../context/check.ts'
import { nothingTaken } from '../context/nothing-taken.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { withEach } from '../context/with-server.ts'
import type { Canary } from './canary.ts'
import { fieldsWith, isFound } from './fields-with.ts'
import { leaksOf, outputCountsOf } from './leaks-of.ts'
import { nameCanaries } from './name-canaries.ts'
import { requestCanaries } from './request-canaries.ts'
import { requestWithCanaries } from './request-with-canaries.ts'

const mostMisshapen = 40

const neverShown =
  'put no value into a type, a delivery id, an account, a reason, a reply or an error: say where it stands, not what it is.'

/** Canaries in the place of personal data: found by the adapter, and seen by nobody else. */
export const personalDataChecks: readonly Check[] = [
  {
    name: 'personal data: what arrives is found, whatever it says',
    hint: 'find personal data by where it stands: give tables.pii a row for the place, with its conditions, and do not look at the value.',
    skip: withoutCanaries,
    run({ deliveries }) {
      for (const delivery of deliveries) {
        const missed = requestCanaries(delivery).filter(canary => {
          const fields = canary.isCertain ? fieldsWith(delivery, [canary]) : null
          return fields !== null && !isFound(fields, canary)
        })
        assertNone(missed.map(shown), `${delivery.file}: extractPii does not find`)
      }
    },
  },
  {
    name: 'personal data: what arrives does not leave',
    hint: neverShown,
    skip: withoutCanaries,
    run: ({ deliveries }) =>
      withEach(deliveries, async (delivery, server) => {
        const { taken, refused } = sorted(delivery)
        const all = await send(delivery, taken, server)
        assertNone(all.leaks, delivery.file)
        // Some decide what a delivery is: what those hide is planted alone.
        const hidden = taken.filter(canary => !isFound(all.fields, canary))
        for (const canary of [...refused, ...hidden]) {
          const alone = await send(delivery, [canary], server)
          assertNone(alone.leaks, `${delivery.file}: ${shown(canary)}`)
        }
      }),
  },
  {
    name: 'personal data: values of another form do not leave with a refusal',
    hint: neverShown,
    skip: withoutCanaries,
    run: ({ oneOfEachKind }) =>
      withEach(oneOfEachKind, async (delivery, server) => {
        const all = requestCanaries(delivery).slice(0, mostMisshapen)
        for (const canary of all) {
          for (const value of misshapen(canary)) {
            const before = outputCountsOf(server)
            const reply = await server.send(
              requestWithCanaries(delivery, all, new Map([[canary.path, value]])),
            )
            const what = `${delivery.file}: ${canary.path} as ${JSON.stringify(value)}`
            assertNone(leaksOf(all, reply, server, before), what)
          }
        }
      }),
  },
  {
    name: 'personal data: names of members that are data do not leave',
    hint: 'report a member that a row’s * stands for as *: pick() does.',
    skip: ({ deliveries }) =>
      deliveries.some(each => each.format === 'json' && nameCanaries(each).length > 0)
        ? null
        : 'no row of its tables takes any member name, where a recording has members',
    run: ({ deliveries }) =>
      withEach(
        deliveries.filter(({ format }) => format === 'json'),
        async (delivery, server) => {
          const canaries = nameCanaries(delivery)
          const before = outputCountsOf(server)
          const edits = new Map(canaries.map(({ path, value }) => [path, value]))
          const reply = await server.send(requestWithCanaries(delivery, [], edits))
          assertNone(leaksOf(canaries, reply, server, before), delivery.file)
        },
      ),
  },
]

/** Canaries with which the delivery is still one, and those with which it is refused. */
function sorted(delivery: RecordedDelivery) {
  const all = requestCanaries(delivery)
  const isTaken = (canary: Canary) => fieldsWith(delivery, [canary]) !== null
  return { taken: all.filter(isTaken), refused: all.filter(canary => !isTaken(canary)) }
}

async function send(
  delivery: RecordedDelivery,
  canaries: readonly Canary[],
  server: TestServer,
): Promise<{ readonly leaks: readonly string[]; readonly fields: readonly PiiField[] }> {
  const from = server.adapterCalls.extracted.length
  const before = outputCountsOf(server)
  const reply = await server.send(requestWithCanaries(delivery, canaries))
  const fields = server.adapterCalls.extracted.slice(from).flatMap(each => each.personalData.fields)
  return { leaks: leaksOf(canaries, reply, server, before), fields }
}

function misshapen({ value, trace }: Canary): readonly unknown[] {
  return [`not at all: ${trace}`, [value], { [trace]: value }, `${value}\u0000${'x'.repeat(300)}`]
}

function withoutCanaries({ deliveries }: SuiteContext): string | null {
  if (deliveries.length === 0) return nothingTaken
  return deliveries.some(delivery => requestCanaries(delivery).length > 0)
    ? null
    : 'its recorded requests hold no personal data'
}

function shown({ category, path, header }: Canary): string {
  return `${category} at ${path}${header === undefined ? '' : `, from the header ${header}`}`
}
