// Makes careless changes, one at a time, in a copy of this tree, and runs the tests that have to
// notice each. Ends with the line `N of M noticed`, and with 0 only if all of them were.
// Argument: --only=word for those whose file or reason has it.
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { changes, placeFaults } from './mutants/changes.mjs'
import { copyTree, whileChanged } from './mutants/copy-tree.mjs'
import { passes } from './mutants/run-test.mjs'
import { startServices } from './services.mjs'

/** Most of the time one of two waits. */
const copiesAtOnce = 2

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const chosen = changes.filter(({ file, why }) => `${file} ${why}`.includes(values.only))
const started = Date.now()
const unnoticed = placeFaults()
if (unnoticed.length === 0) await tryAll()

for (const fault of unnoticed) console.log(`not noticed: ${fault}`)
const noticed = chosen.length - unnoticed.length
console.log(`\n${noticed} of ${chosen.length} noticed in ${secondsSince(started)} s`)
process.exit(unnoticed.length === 0 && chosen.length > 0 ? 0 : 1)

/** Each test passes as long as nothing is changed, or its failure would say nothing. */
async function tryAll() {
  const stopServices = await startServices()
  const copies = await Promise.all(Array.from({ length: copiesAtOnce }, copyTree))
  try {
    const failing = new Set()
    const runs = new Map(chosen.flatMap(runsOf).map(run => [nameOf(run), run]))
    await inCopies(copies, runs.values(), async (copy, run) => {
      if (!(await passes(copy, run))) failing.add(nameOf(run))
    })
    await inCopies(copies, chosen, (copy, change) => tryChange(copy, change, failing))
  } finally {
    await Promise.all(copies.map(copy => rm(copy, { recursive: true, force: true })))
    await stopServices()
  }
}

async function inCopies(copies, all, work) {
  const waiting = [...all]
  await Promise.all(
    copies.map(async copy => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await work(copy, next)
      }
    }),
  )
}

async function tryChange(copy, change, failing) {
  const { file, why } = change
  const begun = Date.now()
  const blind = await whileChanged(copy, change, async () => {
    const all = []
    for (const run of runsOf(change)) {
      const name = nameOf(run)
      if (failing.has(name)) all.push(`${name}, which finds or passes nothing as it is`)
      else if (await passes(copy, run)) all.push(name)
    }
    return all
  })
  const verdict = blind.length === 0 ? 'noticed' : 'NOT NOTICED'
  console.log(`${secondsSince(begun).padStart(6)} s  ${verdict}: ${why} (${file})`)
  if (blind.length > 0) unnoticed.push(`${why}: ${file} by ${blind.join(', ')}`)
}

function runsOf({ tests, grep = [] }) {
  return tests.map(file => ({ file, grep }))
}

function nameOf({ file, grep }) {
  return [file, ...grep].join(' > ')
}

function secondsSince(start) {
  return ((Date.now() - start) / 1000).toFixed(1)
}
