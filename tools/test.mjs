// Runs every compiled test with tap and ends with the line `N passed, N failed`.
// Arguments are handed to tap: files, or options such as --grep.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServices } from './services.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const tapFolder = dirname(createRequire(import.meta.url).resolve('tap/package.json'))
const tapBin = join(tapFolder, 'dist/esm/run.mjs')
const left = '@tapjs/typescript'
const resultFile = join(root, '.tap/result.tap')

buildTap()
mkdirSync(dirname(resultFile), { recursive: true })
const stopServices = await startServices()
const exitCode = await runTap(process.argv.slice(2))
await stopServices()
report(readFileSync(resultFile, 'utf8').split('\n'))

// .taprc leaves tap's TypeScript loader out; tap must be told so after an install. pnpm links one file
// into all checkouts on a machine, so an install in another one can undo it at any time.
function buildTap() {
  const tap = createRequire(join(tapFolder, 'package.json'))
  const isBuilt = !readFileSync(tap.resolve('@tapjs/test/test-built'), 'utf8').includes(left)
  if (isBuilt) return
  const built = spawnSync(process.execPath, [tapBin, 'build'], { cwd: root, stdio: 'inherit' })
  if (built.status !== 0) process.exit(built.status ?? 1)
}

async function runTap(args) {
  const all = [tapBin, '--reporter=terse', `--output-file=${resultFile}`, ...args]
  const [code] = await once(spawn(process.execPath, all, { cwd: root, stdio: 'inherit' }), 'exit')
  return code
}

function report(lines) {
  const summary = lines.findLast(line => line.startsWith('# { total:')) ?? ''
  const count = name => Number(new RegExp(`\\b${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
  const skips = lines.flatMap(line => /^ *ok \d+ - (.*# SKIP.*)$/i.exec(line)?.[1] ?? [])
  for (const skip of new Set(skips)) console.log(`skipped: ${skip.replace('# SKIP ', '– ')}`)
  const isOdd = exitCode !== 0 && count('fail') === 0
  const failed = count('fail') + (isOdd ? 1 : 0)
  const skipped = count('skip') > 0 ? `, ${count('skip')} skipped` : ''
  console.log(`${count('pass')} passed, ${failed} failed${skipped}`)
  process.exitCode = failed > 0 || count('pass') === 0 ? 1 : 0
}
