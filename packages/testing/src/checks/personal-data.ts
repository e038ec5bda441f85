import assert from 'node:assert/strict'
import { samePlace } from '../compare/table-places.ts'
import type { Rig } from '../play/rig.ts'
import { withEach } from './assertions.ts'
import { type Canary, nameCanaries, requestCanaries } from './canaries.ts'
import type { Check, SuiteContext } from './check.ts'
import { editBody } from './edit-body.ts'
import { leaksOf, markOf } from './leaks.ts'
import { nothingTaken } from './signature-bytes.ts'
import type { Specimen } from './specimen.ts'

/** Canaries in the place of personal data: found by the adapter, and seen by nobody else. */
export const personalDataChecks: readonly Check[] = [
  {
    name: 'personal data: what arrives is found and does not leave',
    skip: withoutCanaries,
    run: ({ specimens }) =>
      withEach(specimens, async (specimen, rig) => {
        for (const canaries of await acceptable(specimen, requestCanaries(specimen.play), rig)) {
          const from = rig.sight.extracted.length
          const mark = markOf(rig)
          const reply = await rig.send(specimen.with(marked(specimen, canaries)))
          assert.deepEqual(leaksOf(canaries, reply, rig, mark), [], specimen.file)
          const fields = rig.sight.extracted
            .slice(from)
            .flatMap(({ personalData }) => personalData.fields)
          const missed = canaries.filter(
            ({ path, category, isCertain }) =>
              isCertain &&
              !fields.some(field => field.category === category && samePlace(field.path, path)),
          )
          assert.deepEqual(missed.map(shown), [], `${specimen.file}: extractPii did not find`)
        }
      }),
  },
  {
    name: 'personal data: values of another form do not leave with a refusal',
    skip: withoutCanaries,
    run: ({ specimens }) =>
      withEach(specimens, async (specimen, rig) => {
        const all = requestCanaries(specimen.play)
        for (const canary of all) {
          for (const value of misshapen(canary)) {
            const edits = new Map<string, unknown>(all.map(each => [each.path, each.value]))
            const { payload } = payloadOf(specimen)
            const body = bodyWith(specimen, edits.set(canary.path, value), payload)
            const mark = markOf(rig)
            const reply = await rig.send(specimen.with(body))
            const what = `${specimen.file}: ${canary.path} as ${JSON.stringify(value)}`
            assert.deepEqual(leaksOf(all, reply, rig, mark), [], what)
          }
        }
      }),
  },
  {
    name: 'personal data: names of members that are data do not leave',
    skip: ({ specimens }) =>
      specimens.some(each => each.format === 'json' && nameCanaries(each.play).length > 0)
        ? null
        : 'no row of its tables takes any member name, where a recording has members',
    run: ({ specimens }) =>
      withEach(
        specimens.filter(({ format }) => format === 'json'),
        async (specimen, rig) => {
          const canaries = nameCanaries(specimen.play)
          const mark = markOf(rig)
          const reply = await rig.send(specimen.with(marked(specimen, canaries)))
          assert.deepEqual(leaksOf(canaries, reply, rig, mark), [], specimen.file)
        },
      ),
  },
]

/** The recorded body with canaries in it. */
export function marked(specimen: Specimen, canaries: readonly Canary[]): Buffer {
  const edits = new Map(canaries.map(({ path, value }) => [path, value]))
  return bodyWith(specimen, edits, payloadOf(specimen).payload)
}

/**
 * All canaries at once, where such a delivery is still taken; else each that is taken alone. Some
 * places decide what a delivery is, and then hold no canary.
 */
async function acceptable(
  specimen: Specimen,
  canaries: readonly Canary[],
  rig: Rig,
): Promise<readonly (readonly Canary[])[]> {
  const isTaken = async (some: readonly Canary[]) => {
    const from = rig.sight.extracted.length
    const { status } = await rig.send(specimen.with(marked(specimen, some)))
    return status === 200 && rig.sight.extracted.length > from
  }
  if (canaries.length === 0) return []
  if (await isTaken(canaries)) return [canaries]
  const alone: (readonly Canary[])[] = []
  for (const canary of canaries) if (await isTaken([canary])) alone.push([canary])
  return alone
}

function misshapen({ value, trace }: Canary): readonly unknown[] {
  return [`not at all: ${trace}`, [value], { [trace]: value }, `${value}\u0000${'x'.repeat(300)}`]
}

function bodyWith(specimen: Specimen, edits: ReadonlyMap<string, unknown>, payload: unknown) {
  return editBody(specimen.format, specimen.request.body, edits, payload)
}

function payloadOf({ play }: Specimen): { readonly payload?: unknown } {
  return play.observed?.sight.parsed[0]?.delivery ?? {}
}

function withoutCanaries({ specimens }: SuiteContext): string | null {
  if (specimens.length === 0) return nothingTaken
  return specimens.some(({ play }) => requestCanaries(play).length > 0)
    ? null
    : 'its recorded requests hold no text that is personal data'
}

function shown({ category, path }: Canary): string {
  return `${category} at ${path}`
}
