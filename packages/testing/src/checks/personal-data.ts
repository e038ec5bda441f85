import type { PiiField } from '@conduit/core'
import type { AddressedRequest } from '@conduit/recordings'
import type { Rig } from '@conduit/recordings/player'
import { assertNone, withEach } from './assertions.ts'
import { fieldsWith, headersWith, isFound, requestCanaries } from './canaries.ts'
import type { Canary } from './canary.ts'
import type { Check, SuiteContext } from './check.ts'
import { editBody } from './edit-body.ts'
import { leaksOf, markOf } from './leaks.ts'
import { nameCanaries } from './name-canaries.ts'
import { nothingTaken } from './signature-bytes.ts'
import type { Specimen } from './specimen.ts'

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
      for (const specimen of deliveries) {
        const missed = requestCanaries(specimen).filter(canary => {
          const fields = canary.isCertain ? fieldsWith(specimen, [canary]) : null
          return fields !== null && !isFound(fields, canary)
        })
        assertNone(missed.map(shown), `${specimen.file}: extractPii does not find`)
      }
    },
  },
  {
    name: 'personal data: what arrives does not leave',
    hint: neverShown,
    skip: withoutCanaries,
    run: ({ deliveries }) =>
      withEach(deliveries, async (specimen, rig) => {
        const { taken, refused } = sorted(specimen)
        const all = await send(specimen, taken, rig)
        assertNone(all.leaks, specimen.file)
        // Some decide what a delivery is: what those hide is planted alone.
        const hidden = taken.filter(canary => !isFound(all.fields, canary))
        for (const canary of [...refused, ...hidden]) {
          const alone = await send(specimen, [canary], rig)
          assertNone(alone.leaks, `${specimen.file}: ${shown(canary)}`)
        }
      }),
  },
  {
    name: 'personal data: values of another form do not leave with a refusal',
    hint: neverShown,
    skip: withoutCanaries,
    run: ({ specimens }) =>
      withEach(specimens, async (specimen, rig) => {
        const all = requestCanaries(specimen).slice(0, mostMisshapen)
        for (const canary of all) {
          for (const value of misshapen(canary)) {
            const mark = markOf(rig)
            const reply = await rig.send(marked(specimen, all, new Map([[canary.path, value]])))
            const what = `${specimen.file}: ${canary.path} as ${JSON.stringify(value)}`
            assertNone(leaksOf(all, reply, rig, mark), what)
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
        async (specimen, rig) => {
          const canaries = nameCanaries(specimen)
          const mark = markOf(rig)
          const edits = new Map(canaries.map(({ path, value }) => [path, value]))
          const reply = await rig.send(marked(specimen, [], edits))
          assertNone(leaksOf(canaries, reply, rig, mark), specimen.file)
        },
      ),
  },
]

/** The recorded request with canaries in it, and with other edits of its body; signed anew. */
export function marked(
  specimen: Specimen,
  canaries: readonly Canary[],
  edits: ReadonlyMap<string, unknown> = new Map(),
): AddressedRequest {
  const inBody = canaries.flatMap(({ path, value, header }) =>
    header === undefined ? [[path, value] as const] : [],
  )
  const { format, request, seen } = specimen
  const all = new Map<string, unknown>([...inBody, ...edits])
  const { headers, ...sent } = specimen.with(
    editBody(format, request.body, all, seen.delivery.payload),
  )
  const own = headersWith(seen, canaries)
  const kept = Object.entries(headers).map(
    ([name, value]): [string, string | readonly string[]] => [
      name,
      own.get(name.toLowerCase()) ?? value,
    ],
  )
  return { ...sent, headers: Object.fromEntries(kept) }
}

/** Canaries with which the delivery is still one, and those with which it is refused. */
function sorted(specimen: Specimen) {
  const all = requestCanaries(specimen)
  const isTaken = (canary: Canary) => fieldsWith(specimen, [canary]) !== null
  return { taken: all.filter(isTaken), refused: all.filter(canary => !isTaken(canary)) }
}

async function send(
  specimen: Specimen,
  canaries: readonly Canary[],
  rig: Rig,
): Promise<{ readonly leaks: readonly string[]; readonly fields: readonly PiiField[] }> {
  const from = rig.sight.extracted.length
  const mark = markOf(rig)
  const reply = await rig.send(marked(specimen, canaries))
  const fields = rig.sight.extracted.slice(from).flatMap(each => each.personalData.fields)
  return { leaks: leaksOf(canaries, reply, rig, mark), fields }
}

function misshapen({ value, trace }: Canary): readonly unknown[] {
  return [`not at all: ${trace}`, [value], { [trace]: value }, `${value}\u0000${'x'.repeat(300)}`]
}

function withoutCanaries({ deliveries }: SuiteContext): string | null {
  if (deliveries.length === 0) return nothingTaken
  return deliveries.some(specimen => requestCanaries(specimen).length > 0)
    ? null
    : 'its recorded requests hold no personal data'
}

function shown({ category, path, header }: Canary): string {
  return `${category} at ${path}${header === undefined ? '' : `, from the header ${header}`}`
}
