// Runs every compiled test with tap and ends with the line `N passed, N failed[, N skipped]`.
// Exits with 0 only if tests ran and nothing failed: neither a test nor a file nor the run itself.
// Arguments are handed to tap: files, and options in one word, such as --grep=word.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServices } from './services.mjs'
import { reportOf } from './test-report.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const tapFolder = dirname(createRequire(import.meta.url).resolve('tap/package.json'))
const tapBin = join(tapFolder, 'dist/esm/run.mjs')
const left = '@tapjs/typescript'
const resultFile = join(root, '.tap/result.tap')

/** What a file may take. The slowest needed half of it on a machine with ten times its work. */
const secondsPerFile = 1200
/** What tap has for ending a file that took too long. */
const secondsToEnd = 30

const fault = await runTests(process.argv.slice(2)).catch(error => error.stack)
// Said in so many words: no library that is imported here has a say in the exit code.
process.exit(report(fault))

/** Why the run as a whole failed, where no test says it; null: tests say it all. */
async function runTests(args) {
  rmSync(resultFile, { force: true })
  mkdirSync(dirname(resultFile), { recursive: true })
  const absent = args.find(arg => !arg.startsWith('-') && !existsSync(resolve(root, arg)))
  if (absent !== undefined) return `there is no ${absent}`
  if (!buildTap()) return 'tap does not build'
  const stopServices = await startServices()
  const failure = await runTap(args)
  await stopServices()
  return failure
}

// .taprc leaves tap's TypeScript loader out; tap must be told so after an install. pnpm links the
// files of a package into all checkouts on a machine, so those that tap builds become our own first.
function buildTap() {
  const built = createRequire(join(tapFolder, 'package.json')).resolve('@tapjs/test/test-built')
  const isOurs = statSync(built).nlink === 1
  if (isOurs && !readFileSync(built, 'utf8').includes(left)) return true
  const folder = join(dirname(built), '../..')
  cpSync(folder, `${folder}.own`, { recursive: true, verbatimSymlinks: true })
  rmSync(folder, { recursive: true })
  renameSync(`${folder}.own`, folder)
  const build = spawnSync(process.execPath, [tapBin, 'build'], { cwd: root, stdio: 'inherit' })
  return build.status === 0
}

async function runTap(args) {
  const limit = Number(/^--timeout=(.*)$/m.exec(args.join('\n'))?.[1] ?? secondsPerFile)
  const own = ['--reporter=terse', `--timeout=${limit}`, `--output-file=${resultFile}`]
  // A group of its own, so that what tests leave behind can be ended with it.
  const tap = spawn(process.execPath, [tapBin, ...own, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  })
  const end = signal => endGroup(tap.pid, signal)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, end)
  let isQuiet = false
  const watch = whenQuiet(limit + secondsToEnd, () => {
    isQuiet = true
    end('SIGKILL')
  })
  const [code, signal] = await once(tap, 'exit')
  clearInterval(watch)
  end('SIGKILL')
  if (isQuiet) return 'the run stood still: a test left a process behind that keeps its output open'
  if (signal !== null) return `the run was ended by ${signal}`
  return code === 0 ? null : `tap ended with ${code}`
}

/**
 * Calls back when tap has had nothing to say for so long that it waits for more than a file: it
 * does for as long as a process lives that has the output of a file that was ended.
 */
function whenQuiet(seconds, act) {
  let size = 0
  let since = Date.now()
  return setInterval(() => {
    const now = statSync(resultFile, { throwIfNoEntry: false })?.size ?? 0
    if (now !== size) since = Date.now()
    size = now
    if (Date.now() - since > seconds * 1000) act()
  }, 1000)
}

function endGroup(leader, signal) {
  try {
    process.kill(-leader, signal)
  } catch {
    // Nobody is left of it.
  }
}

/** Prints what did not run, what failed and why, then the summary. Returns the exit code. */
function report(fault) {
  const text = existsSync(resultFile) ? readFileSync(resultFile, 'utf8') : ''
  const { lines, failed } = reportOf(text, fault, { isCi: process.env.CI === 'true' })
  // The last of tap's lines is open: it ends with a code for the terminal.
  console.log(`\n${lines.join('\n')}`)
  return failed === 0 ? 0 : 1
}
