// Runs every compiled test file, each in a process of its own, and ends with the line
// `N passed, N failed[, N skipped]`. Exits with 0 only if tests ran and nothing failed: neither a
// test nor a file nor the run itself. Arguments: files, --grep=word, --timeout=seconds per file.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startServices } from './services.mjs'
import { failureLines, resultOf, summaryOf } from './test-report.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const outputs = join(root, '.tap/output')

/** Most of the time one of two waits. */
const filesAtOnce = 2
/** With so many files it pays to migrate a database that their tests begin with. */
const filesForTemplates = 20
/** What a file may take. The slowest needed half of it on a machine with ten times its work. */
const secondsPerFile = 1200
/** A file that took too long says where it stands, unless it never rests. */
const secondsToEnd = 5

const running = new Set()
let endedBy = null
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    endedBy = signal
    for (const leader of running) endGroup(leader)
  })
}

const results = []
const fault = await runTests(process.argv.slice(2)).catch(error => error.stack)
const { lines, failed } = summaryOf(results, fault, { isCi: process.env.CI === 'true' })
console.log(`\n${lines.join('\n')}`)
// Said in so many words: no library that is imported here has a say in the exit code.
process.exit(failed === 0 ? 0 : 1)

/** Why the run as a whole failed, where no test says it; null: tests say it all. */
async function runTests(args) {
  const options = { grep: { type: 'string' }, timeout: { type: 'string' } }
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const absent = positionals.find(file => !existsSync(resolve(root, file)))
  if (absent !== undefined) return `there is no ${absent}`
  const files = positionals.length > 0 ? positionals : testFiles()
  const limit = Number(values.timeout ?? secondsPerFile)
  rmSync(outputs, { recursive: true, force: true })
  mkdirSync(outputs, { recursive: true })
  const stopServices = await startServices()
  const removeTemplates = files.length < filesForTemplates ? null : await templates()
  const env = { ...process.env, TAP_TIMEOUT: String(limit) }
  if (values.grep !== undefined) env.TAP_GREP = values.grep
  await Promise.all(Array.from({ length: filesAtOnce }, () => runEach(files, env, limit)))
  await removeTemplates?.()
  await stopServices()
  return endedBy === null ? null : `the run was ended by ${endedBy}`
}

/** @returns how to remove what was made */
async function templates() {
  const { makeTemplates } = await import('./templates.mjs')
  return await makeTemplates()
}

/** Those of the applications first: one that takes long does not come last and alone. */
function testFiles() {
  const compiled = ['apps', 'packages'].flatMap(folder =>
    namesIn(folder).flatMap(name => testFilesIn(join(folder, name, 'dist/test'))),
  )
  return [...testFilesIn('tools/test'), ...compiled]
}

function testFilesIn(folder) {
  const names = namesIn(folder, { recursive: true })
  return names.filter(name => /\.test\.m?js$/.test(name)).map(name => join(folder, name))
}

function namesIn(folder, options) {
  return existsSync(join(root, folder)) ? readdirSync(join(root, folder), options) : []
}

async function runEach(files, env, limit) {
  for (let file = files.shift(); file !== undefined && endedBy === null; file = files.shift()) {
    const result = await runFile(file, env, limit)
    results.push(result)
    const { passed, failures, seconds } = result
    console.log(`${seconds.toFixed(1).padStart(6)} s  ${file}: ${passed} passed`)
    for (const line of failures.flatMap(failureLines)) console.log(line)
  }
}

/** Runs a file; what it prints is kept, and whatever it leaves behind ends with it. */
async function runFile(file, env, limit) {
  const output = join(outputs, `${file.replaceAll('/', '+')}.tap`)
  const stdout = openSync(output, 'w')
  const started = Date.now()
  const stdio = ['ignore', stdout, 'inherit']
  const child = spawn(process.execPath, [file], { cwd: root, env, stdio, detached: true })
  running.add(child.pid)
  const timer = setTimeout(() => endGroup(child.pid), (limit + secondsToEnd) * 1000)
  const [exitCode, signal] = await once(child, 'exit')
  clearTimeout(timer)
  running.delete(child.pid)
  endGroup(child.pid)
  closeSync(stdout)
  const seconds = (Date.now() - started) / 1000
  return resultOf(file, readFileSync(output, 'utf8'), { exitCode, signal, seconds })
}

function endGroup(leader) {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // Nobody is left of it.
  }
}
