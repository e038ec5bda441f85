// Checks what a reader should be able to rely on: which way dependencies point, that every package
// is built, and how large files are. Prints a report of sizes; any fault ends with exit code 1.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const maxFileLines = 250
const maxAdapterLines = 350
const faults = []

/** Which of our packages each may import; apps may import all but each other's insides. */
const allowed = [
  [/^privacy$/, /^$/],
  [/^core$/, /^privacy$/],
  [/^db$/, /^(core|privacy)$/],
  [/^recordings$/, /^(core|privacy)$/],
  [/^testing$/, /^(core|privacy|recordings)$/],
  [/^lib-/, /^core$/],
  [/^adapter-/, /^(core|lib-.*)$/],
  [/^(server|cli|dashboard)$/, /^(core|privacy|db|recordings|server|cli)$/],
  [/^bench$/, /^(core|privacy|server|cli|adapter-.*)$/],
]
/** Beside the packages above; for tests. Adapters' tests know no other adapter. */
const allowedInTests = name =>
  name.startsWith('adapter-') ? /^(testing|privacy)$/ : /^(testing|privacy|adapter-.*)$/
/** What adapters must do without: the server's parts, and every way out but `platform`. */
const forbiddenInAdapters =
  /^(fastify|@fastify\/.*|drizzle-orm.*|postgres|undici|node:(fs|net|http|https|dns|child_process|worker_threads).*)$/

const projects = ['packages', 'apps']
  .flatMap(folder =>
    readdirSync(join(root, folder)).map(name => ({ name, folder: join(root, folder, name) })),
  )
  .filter(({ folder }) => existsSync(join(folder, 'package.json')))

for (const project of projects) checkImports(project)
checkReferences()
const sizes = projects.map(sizeOf)
printSizes(sizes)

for (const fault of faults) console.error(`fault: ${fault}`)
if (faults.length > 0) process.exitCode = 1
else console.log(`conventions hold in ${projects.length} packages`)

function checkImports({ name, folder }) {
  const rule = allowed.find(([pattern]) => pattern.test(name))
  if (rule === undefined) return faults.push(`${name}: no rule says what it may import`)
  const declared = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const file of sourcesOf(folder)) {
    const inTests = relative(folder, file).startsWith('test')
    for (const specifier of importsOf(file)) {
      const where = `${relative(root, file)} imports ${specifier}`
      if (specifier.startsWith('.')) {
        if (!join(dirname(file), specifier).startsWith(folder))
          faults.push(`${where}, outside its package`)
        continue
      }
      const own = /^@conduit\/([^/]+)/.exec(specifier)?.[1]
      if (own !== undefined && own !== name) {
        const fine = rule[1].test(own) || (inTests && allowedInTests(name).test(own))
        if (!fine) faults.push(`${where}: dependencies point the other way`)
      }
      if (name.startsWith('adapter-') && !inTests && forbiddenInAdapters.test(specifier)) {
        faults.push(`${where}: adapters do without`)
      }
      if (own !== name && !specifier.startsWith('node:'))
        checkDeclared(declared, specifier, inTests, where)
    }
  }
}

function checkDeclared(manifest, specifier, inTests, where) {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  const runtime = { ...manifest.dependencies, ...manifest.peerDependencies }
  const known = name in runtime || (inTests && name in (manifest.devDependencies ?? {}))
  if (!known) faults.push(`${where}, which its package.json does not declare`)
}

function checkReferences() {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'))
  const listed = new Set(references.map(({ path }) => path))
  for (const { folder } of projects) {
    const path = relative(root, folder)
    if (!existsSync(join(folder, 'tsconfig.json'))) continue
    if (!listed.has(path)) faults.push(`tsconfig.json does not build ${path}`)
  }
}

function sizeOf({ name, folder }) {
  // How a platform signs its samples is not part of the adapter at work.
  const files = sourcesOf(folder).filter(file =>
    /^src(?!.samples\.ts$)/.test(relative(folder, file)),
  )
  const lines = files.map(file => {
    const count = readFileSync(file, 'utf8').trimEnd().split('\n').length
    if (count > maxFileLines)
      faults.push(`${relative(root, file)} has ${count} lines, more than ${maxFileLines}`)
    return count
  })
  const total = lines.reduce((sum, count) => sum + count, 0)
  const sorted = [...lines].sort((a, b) => a - b)
  return {
    name,
    files: lines.length,
    total,
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    longest: sorted.at(-1) ?? 0,
  }
}

function printSizes(rows) {
  console.log('package                files  lines  median  longest')
  for (const { name, files, total, median, longest } of rows) {
    const numbers = [files, total, median, longest].map(count => String(count).padStart(6))
    const isLarge = name.startsWith('adapter-') && total > maxAdapterLines
    const note = isLarge ? `  more than the ${maxAdapterLines} that an adapter should need` : ''
    console.log([name.padEnd(22), ...numbers].join(' ') + note)
  }
}

function sourcesOf(folder) {
  return ['src', 'test'].flatMap(part => {
    const path = join(folder, part)
    if (!existsSync(path)) return []
    return readdirSync(path, { recursive: true })
      .filter(file => /\.tsx?$/.test(file))
      .map(file => join(path, file))
  })
}

function importsOf(file) {
  const text = readFileSync(file, 'utf8')
  const patterns = [
    /^\s*(?:import|export)\b[^'"`;]*?from\s+['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
    /^\s*import\s+['"]([^'"]+)['"]/gm,
  ]
  return patterns.flatMap(pattern => [...text.matchAll(pattern)].map(([, specifier]) => specifier))
}
