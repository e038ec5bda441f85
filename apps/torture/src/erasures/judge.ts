import type { Erased } from './erase-one.ts'
import { keysOf } from './trouble.ts'

const done = new Set(['erased', 'anonymised', 'suppressed'])
const jsonText = (text: string) => JSON.stringify(text).slice(1, -1)

/** What of the person is not at the platform any more when all goes well. */
export function goneBy({ people, held }: Erased): readonly string[] {
  return people.goes.filter(text => !held.includes(jsonText(text)))
}

/**
 * What is wrong with an erasure in which something went wrong, beside one in which all went well: the platform's
 * state is compared, and only then what is said of it.
 *
 * @param isRefused the platform has said no: then less may be erased, and that has to be said
 */
export function judge(good: Erased, bad: Erased, isRefused: boolean): readonly string[] {
  const { people, held } = bad
  const left = goneBy(good).filter(text => held.includes(jsonText(text)))
  const lost = [...people.others, ...(people.stays ?? [])].filter(
    text => good.held.includes(jsonText(text)) && !held.includes(jsonText(text)),
  )
  const findings = [
    ...(left.length > 0 && saysGone(bad)
      ? [`${left.length} texts are there, and said to be gone`]
      : []),
    ...(lost.length > 0 ? [`${lost.length} texts of others are gone`] : []),
    ...doubled(good, bad),
  ]
  if (isRefused) return findings
  if (left.length > 0) findings.push(`${left.length} texts are left at the platform`)
  return [...findings, ...otherEnd(good, bad)]
}

/** Does it say of all that it was to erase that it is not there? */
function saysGone({ state, tasks }: Erased): boolean {
  const ours = tasks.filter(({ action }) => action !== 'by_hand' && action !== 'keep')
  return (
    state !== 'failed' &&
    ours.length > 0 &&
    ours.every(
      ({ outcome, found, integration }) =>
        integration === null ||
        ((done.has(outcome ?? '') || outcome === 'not_found') && found === 'clean'),
    )
  )
}

/** A change that was asked for under two keys may have been made twice. */
function doubled(good: Erased, bad: Erased): readonly string[] {
  const [wanted, asked] = [keysOf(good).size, keysOf(bad).size]
  return asked > wanted ? [`${asked} keys of changes in the place of ${wanted}`] : []
}

function otherEnd(good: Erased, bad: Erased): readonly string[] {
  const findings: string[] = []
  if (bad.state !== good.state) findings.push(`it is ${bad.state}, and not ${good.state}`)
  const ends = endsOf(bad)
  for (const [at, [object, outcome]] of endsOf(good).entries()) {
    const [otherObject, other] = ends[at] ?? ['nothing', null]
    // Who was not told of the platform’s yes finds nothing there any more.
    const isSame = otherObject === object && (other === outcome || other === 'not_found')
    if (!isSame) findings.push(`${otherObject} is ${other}, and not ${object} ${outcome}`)
  }
  return findings
}

function endsOf({ tasks }: Erased) {
  return tasks.map(({ object, outcome }) => [object, outcome] as const)
}
