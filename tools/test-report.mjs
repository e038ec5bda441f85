// Reads what a test file has written, in TAP, and says what a person wants at the end of a long log:
// what did not run, what failed and why, and how many there were.

/** How much of what a failed test has to say is shown; its whole output is kept. */
const linesPerSide = 6
const lengthOfLine = 300
/** What tap says of each test and nobody reads twice. */
const known = /^(test|compare|at|source|signal: null)/

/**
 * How a test file ended.
 * @param text all that it wrote
 */
export function resultOf(file, text, { exitCode, signal, seconds }) {
  const lines = text.split('\n')
  const assertions = assertionsOf(lines)
  const failures = assertions
    .filter(({ isFailure }) => isFailure)
    .map(({ names, diagnostic }) => ({ names: [file, ...names], diagnostic }))
  const fault = faultOf(lines, { exitCode, signal, hasFailures: failures.length > 0 })
  if (fault !== null) failures.push({ names: [file], diagnostic: [fault] })
  const skips = assertions.filter(({ skip }) => skip !== undefined)
  const passed = assertions.length - skips.length - (failures.length - (fault === null ? 0 : 1))
  return { file, passed, failures, skips, seconds }
}

/** What no test of the file says. */
function faultOf(lines, { exitCode, signal, hasFailures }) {
  if (signal !== null) return `ended by ${signal}`
  if (hasFailures) return null
  if (exitCode !== 0) return `ended with ${exitCode}`
  const plan = lines.find(line => /^1\.\.\d/.test(line))
  if (plan === undefined) return 'ended before its tests'
  return plan.startsWith('1..0') ? 'no tests found' : null
}

/** The assertions of a file: each once, and not a test again for what failed in it. */
function assertionsOf(lines) {
  const assertions = []
  const parents = []
  for (const [index, line] of lines.entries()) {
    const depth = line.search(/\S/) / 4
    const subtest = /^ *# Subtest: (.*)$/.exec(line)?.[1]
    if (subtest !== undefined) parents.splice(depth, Infinity, { name: subtest, isEmpty: true })
    const said = /^ *(?<not>not )?ok \d+ - (?<name>.*?)(?: # (?:time=\S+|(?<directive>.*)))?$/.exec(
      line,
    )
    if (said === null) continue
    const { not, name, directive = '' } = said.groups
    const [closed] = parents.splice(depth)
    const isFailure = not !== undefined && !directive.startsWith('TODO')
    const skip = /^(?:SKIP|TODO) ?(.*)$/.exec(directive)?.[1]
    if (closed !== undefined && !closed.isEmpty && (!isFailure || closed.hasFailed)) continue
    for (const parent of parents) {
      parent.isEmpty = false
      parent.hasFailed ||= isFailure
    }
    assertions.push({
      names: [...parents, { name }].map(({ name }) => name.replaceAll('\\#', '#')),
      isFailure,
      skip,
      diagnostic: isFailure ? diagnosticAfter(lines, index) : [],
    })
  }
  return assertions
}

function diagnosticAfter(lines, index) {
  const start = lines[index + 1] ?? ''
  if (start.trim() !== '---') return []
  const spaces = start.length - 3
  const end = lines.findIndex((line, at) => at > index && line === `${' '.repeat(spaces)}...`)
  return lines.slice(index + 2, end).map(line => line.slice(spaces))
}

/**
 * What is to be printed at the end of a run, and how many tests failed.
 * @param fault why the run as a whole failed, where no test says it; null: tests say it all
 * @param isCi everything is to run there, so every server must be there
 */
export function summaryOf(results, fault, { isCi }) {
  const count = key => results.reduce((sum, result) => sum + result[key].length, 0)
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const isMissed = ({ skip }) => isCi && skip.startsWith('no server: ')
  const skips = results.flatMap(result => result.skips)
  const missed = skips.filter(isMissed).length
  const inTests = count('failures') + missed
  const inRun = fault ?? (inTests === 0 && passed === 0 ? 'no test ran' : null)
  const failed = inTests + (inRun === null ? 0 : 1)
  const skipped = skips.length - missed
  return {
    failed,
    lines: [
      ...skipLines(skips, isMissed),
      ...results.flatMap(({ failures }) => failures).flatMap(failureLines),
      ...(inRun === null ? [] : [`failed: ${inRun}`]),
      `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    ],
  }
}

/** One line for all that were skipped for one reason. */
function skipLines(skips, isMissed) {
  const alike = new Map()
  for (const each of skips) alike.set(each.skip, [...(alike.get(each.skip) ?? []), each])
  return [...alike.values()].map(([first, ...more]) => {
    const tests = more.length === 0 ? first.names.at(-1) : `${more.length + 1} tests`
    return `${isMissed(first) ? 'failed' : 'skipped'}: ${first.skip} – ${tests}`
  })
}

/** A failed test as a person reads it: where it stands, and the first lines of what it says. */
export function failureLines({ names, diagnostic }) {
  return [
    `failed: ${names.map(cut).join(' > ')}`,
    ...shortened(diagnostic).map(line => `  ${cut(line)}`),
  ]
}

/** All that is not known and, of a difference, the first lines of either side. */
function shortened(diagnostic) {
  const shown = []
  let key = ''
  const perSide = { '-': 0, '+': 0 }
  for (const line of diagnostic) {
    if (/^\S/.test(line)) key = line
    if (known.test(key)) continue
    if (!key.startsWith('diff:')) shown.push(line)
    else {
      const side = /^ {2}([-+])(?!-- expected|\+\+ actual)/.exec(line)?.[1]
      if (side !== undefined && perSide[side]++ < linesPerSide) shown.push(line.slice(2))
    }
  }
  return shown.slice(0, 4 * linesPerSide)
}

function cut(line) {
  return line.length > lengthOfLine ? `${line.slice(0, lengthOfLine)}…` : line
}
