// Lists what was found by attacking and breaking Conduit on purpose, with the test that holds it, and
// looks whether it holds: by a program that speaks to a server from outside, or else by a careless
// change of `mutants`, which is named. Ends with the line `N of M probes held`, and with 0 only if
// all did. Arguments: --checkout=folder for another built checkout, --only=word, --quick without
// those that wait for half a minute.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './conventions/projects.mjs'
import { findingFaults, findings } from './findings/list.mjs'
import { runProbes } from './findings/run-probes.mjs'

const { values } = parseArgs({
  options: {
    checkout: { type: 'string', default: root },
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
  },
})
const chosen = findings.filter(
  ({ title, probe = '', slow = false }) =>
    `${probe} ${title}`.includes(values.only) && !(values.quick && slow),
)
const faults = findingFaults()
for (const fault of faults) console.error(`fault: ${fault}`)

for (const { title, change, tests } of chosen) {
  if (change === undefined) continue
  console.log(`change  ${title}\n        ${placesOf(tests)}\n        mutants --only='${change}'`)
}
const probed = chosen.filter(({ probe }) => probe !== undefined)
let held = 0
let skipped = 0
await runProbes(probed, resolve(values.checkout), ({ title, probe, tests }, result, seconds) => {
  if (result.verdict === 'held') held += 1
  if (result.verdict === 'skipped') skipped += 1
  const why = result.why === undefined ? '' : `\n        ${result.why}`
  const place = `${placesOf(tests)}\n        probe ${probe}, ${seconds.toFixed(1)} s`
  console.log(`${result.verdict.padEnd(7)} ${title}${why}\n        ${place}`)
})
const ran = probed.length - skipped
console.log(`\n${held} of ${ran} probes held${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(held === ran && chosen.length > 0 && faults.length === 0 ? 0 : 1)

function placesOf(tests) {
  return tests
    .map(({ file, subtest }) => (subtest === '' ? file : `${file} > ${subtest}`))
    .join(', ')
}
