// Puts an e-mail address, a phone number and a name into every text of every recording, one at a time,
// and prints for each platform what became of it. Ends with exit code 1 if an address would pass unseen.
// With names of adapters only those: node tools/sweep.mjs stripe xero [--list]
import { coverageOf } from '../packages/testing/dist/src/sweep/coverage.js'
import { loadAdapters } from './load-adapters.mjs'

const canaries = {
  email: 'canary.of.the.sweep@example.com',
  phone: '+12025550142',
  name: 'Carola Canaria',
}
const names = process.argv.slice(2).filter(word => !word.startsWith('--'))
const isListed = process.argv.includes('--list')
const all = await loadAdapters()
const adapters = all.filter(({ adapter }) => names.length === 0 || names.includes(adapter.name))

for (const { adapter, samples } of adapters) {
  if (adapter.tables.pii.length === 0) {
    console.log(`${adapter.name}: its settings alone say where personal data stand`)
    continue
  }
  const coverage = await coverageOf(adapter, samples)
  const leaves = coverage.sweep(canaries.email)
  const unseen = leaves.filter(isUnseen)
  if (unseen.length > 0) process.exitCode = 1
  console.log(`${adapter.name}: ${leaves.length} texts: ${countsOf(leaves)}`)
  for (const leaf of unseen) console.log(`  ${leaf.outcome}: ${placeOf(leaf)}`)
  for (const kind of ['phone', 'name']) console.log(`  ${shareOf(kind, coverage, leaves)}`)
  for (const line of catchAllsOf(samples)) console.log(`  technical wherever it stands: ${line}`)
  for (const { row } of coverage.events.filter(each => each.row.nobody !== undefined)) {
    console.log(`  nobody in ${row.type}: ${row.nobody}`)
  }
  if (isListed) for (const leaf of leaves) console.log(`  ${leaf.outcome}\t${placeOf(leaf)}`)
}

function isUnseen({ outcome }) {
  return outcome === 'unexplained' || outcome === 'misdeclared'
}

function countsOf(leaves) {
  const counts = new Map()
  for (const { outcome } of leaves) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const ordered = [...counts].sort(([, a], [, b]) => b - a)
  return [...ordered, ...(counts.has('unexplained') ? [] : [['unexplained', 0]])]
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ')
}

/** Of the texts in which an address is found, those in which the other canary is found too. */
function shareOf(kind, coverage, leaves) {
  const open = new Set(leaves.filter(({ outcome }) => outcome === 'found').map(keyOf))
  const found = coverage
    .sweep(canaries[kind])
    .filter(leaf => leaf.outcome === 'found' && open.has(keyOf(leaf)))
  const share = open.size === 0 ? 100 : Math.round((100 * found.length) / open.size)
  return `a ${kind} is found in ${found.length} of ${open.size} (${share} %)`
}

function keyOf({ file, in: where, path }) {
  return `${file} ${where} ${path}`
}

function placeOf({ file, in: where, path, technical }) {
  const document = where === 'request.body' ? '' : ` of answer ${where + 1}`
  return `${path}${document} in ${file}${technical === null ? '' : ` (${technical})`}`
}

function catchAllsOf({ technical = [] }) {
  return technical.filter(({ path }) => path.includes('**')).map(row => `${row.class} ${row.path}`)
}
