// Runs every compiled test with tap and ends with the line `N passed, N failed`.
// Arguments are handed to tap: files, or options such as --grep.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const tapBin = join(
  dirname(createRequire(import.meta.url).resolve('tap/package.json')),
  'dist/esm/run.mjs',
)
const resultFile = join(root, '.tap/result.tap')

buildTapOnce()
mkdirSync(dirname(resultFile), { recursive: true })
const run = tap('--reporter=terse', `--output-file=${resultFile}`, ...process.argv.slice(2))
const counts = readCounts()
if (counts.skip > 0) printSkips()
const failed = counts.fail + (run.status !== 0 && counts.fail === 0 ? 1 : 0)
console.log(
  `${counts.pass} passed, ${failed} failed${counts.skip > 0 ? `, ${counts.skip} skipped` : ''}`,
)
process.exitCode = failed > 0 || counts.pass === 0 ? 1 : 0

// .taprc leaves tap's TypeScript loader out; tap must be told so once after each install.
function buildTapOnce() {
  const marker = join(root, 'node_modules/.tap-built')
  if (existsSync(marker)) return
  const built = tap('build')
  if (built.status !== 0) process.exit(built.status ?? 1)
  writeFileSync(marker, '')
}

function tap(...args) {
  return spawnSync(process.execPath, [tapBin, ...args], { cwd: root, stdio: 'inherit' })
}

function readCounts() {
  const lines = readFileSync(resultFile, 'utf8').split('\n')
  const summary = lines.findLast(line => line.startsWith('# { total:')) ?? ''
  const count = name => Number(new RegExp(`\\b${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
  return { pass: count('pass'), fail: count('fail') + count('todo'), skip: count('skip') }
}

function printSkips() {
  const skipped = readFileSync(resultFile, 'utf8').match(/^ *ok .*# SKIP.*$/gim) ?? []
  for (const line of new Set(skipped.map(line => line.trim().replace(/^ok \d+ - /, '')))) {
    console.log(`skipped: ${line}`)
  }
}
