// Writes into docs/integrations what the built adapters say of themselves: facts, settings, events,
// personal data, and the index; into the server's page who may do what, and beside it the schemas of its API and
// of copies.
// With --check it writes nothing and ends with exit code 1 if something differs, is missing or leads nowhere.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { coverageOf } from '../packages/testing/dist/src/sweep/coverage.js'
import { factsTable, proofOf, sourceOf } from './adapter-facts.mjs'
import { eventsTable, settingsTable, undescribedSettings } from './adapter-tables.mjs'
import { brokenLinks } from './broken-links.mjs'
import { coverageTable, technicalTable } from './coverage-table.mjs'
import { exportJsonSchema } from './export-schema.mjs'
import { graphqlSchema } from './graphql-schema.mjs'
import { loadAdapters } from './load-adapters.mjs'
import { code, table } from './markdown.mjs'
import { personalDataTable } from './personal-data-table.mjs'
import { rolesTable } from './roles-table.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(root, 'docs/integrations')
const index = join(folder, 'README.md')
const isCheck = process.argv.includes('--check')
/** Long cells would make every line of their table as long. */
const asItIs = '<!-- biome-ignore format: written by tools/integration-docs.mjs -->'
const howToWrite = 'run npx -y pnpm@12 pages'
const faults = []

/** What each page has to say, in this order. */
const headings = [
  '## Set-up',
  '## What is recorded',
  '## What is verified',
  '## What is read back or polled',
  '## What is erased',
  '## Limits',
  '## Settings',
  '## Events',
  '## Personal data',
  '## Who is found',
  '## Official pages',
]

const loaded = await loadAdapters()
const adapters = loaded.map(({ adapter }) => adapter)
writeBlocks(index, { platforms: indexTable(adapters) })
for (const { adapter, samples } of loaded) {
  const page = join(folder, `${adapter.name}.md`)
  for (const name of undescribedSettings(adapter)) {
    faults.push(`${adapter.name}: nothing describes the setting ${name}`)
  }
  const { events } = await coverageOf(adapter, samples)
  writeBlocks(page, {
    facts: factsTable(adapter),
    settings: settingsTable(adapter),
    events: eventsTable(adapter),
    'personal data': personalDataTable(adapter),
    coverage: coverageTable(events),
    'technical texts': technicalTable(samples),
  })
  checkHeadings(page)
}
writeBlocks(join(root, 'apps/server/README.md'), { roles: rolesTable() })
writeWhole(join(root, 'apps/server/schema.graphql'), graphqlSchema())
writeWhole(join(root, 'apps/server/export.schema.json'), exportJsonSchema())
checkOrphans(adapters.map(({ name }) => `${name}.md`))
for (const file of markdownFiles()) {
  for (const target of brokenLinks(file)) fault(file, `the link to ${target} leads nowhere`)
}

for (const each of faults) console.error(`fault: ${each}`)
if (faults.length > 0) process.exitCode = 1
else
  console.log(
    `docs/integrations says what ${adapters.length} adapters do; all links lead somewhere`,
  )

function indexTable(all) {
  const rows = all.map(adapter => [
    `[${adapter.title}](${adapter.name}.md)`,
    code(adapter.name),
    proofOf(adapter),
    sourceOf(adapter),
  ])
  return table(['Platform', 'Name', 'Proven by', 'Personal data come'], rows)
}

/** Writes a file; of a check only tells whether it differs. */
function writeWhole(file, content) {
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return
  if (isCheck) return fault(file, `it differs: ${howToWrite}`)
  writeFileSync(file, content)
}

/** Puts each block between its markers; of a check only tells which differ. */
function writeBlocks(file, blocks) {
  if (!existsSync(file)) return fault(file, 'this page is missing')
  const before = readFileSync(file, 'utf8')
  let text = before
  for (const [name, content] of Object.entries(blocks)) {
    const marker = `<!-- generated: ${name} -->`
    const [head, tail, ...others] = text.split(marker)
    const end = tail?.indexOf('<!-- /generated -->') ?? -1
    if (end < 0 || others.length > 0) {
      fault(file, `needs the markers of “${name}” once`)
      continue
    }
    const written = `${head}${marker}\n${asItIs}\n\n${content}\n\n${tail.slice(end)}`
    if (isCheck && written !== text) fault(file, `“${name}” differs: ${howToWrite}`)
    text = written
  }
  if (!isCheck && text !== before) writeFileSync(file, text)
}

function checkHeadings(page) {
  if (!existsSync(page)) return
  const found = readFileSync(page, 'utf8').match(/^## .*$/gm) ?? []
  const wanted = found.filter(heading => headings.includes(heading))
  if (wanted.join() !== headings.join()) fault(page, `needs these headings: ${headings.join(', ')}`)
}

function checkOrphans(pages) {
  for (const file of readdirSync(folder)) {
    const isKnown = pages.includes(file) || file === 'README.md'
    if (!isKnown) fault(join(folder, file), 'there is no such adapter')
  }
}

/** Documents of the repository: docs, and what stands at the top of it and of each package. */
function markdownFiles() {
  const inside = readdirSync(join(root, 'docs'), { recursive: true }).map(name => `docs/${name}`)
  const packages = ['packages', 'apps'].flatMap(part =>
    readdirSync(join(root, part)).flatMap(name => filesAtTopOf(`${part}/${name}`)),
  )
  const names = [...readdirSync(root), ...inside, ...packages].filter(name => name.endsWith('.md'))
  return names.map(name => join(root, name)).filter(existsSync)
}

function filesAtTopOf(folder) {
  return readdirSync(join(root, folder)).map(name => `${folder}/${name}`)
}

function fault(file, text) {
  faults.push(`${relative(root, file)}: ${text}`)
}
