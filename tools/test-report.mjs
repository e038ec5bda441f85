// Reads what tap has written of a run and says what a person wants at the end of a long log: what
// did not run, what failed and why, and how many there were.

/** How much of what a failed test has to say is shown; the log has the rest. */
const linesPerSide = 6
const lengthOfLine = 300
/** What tap says of each test and nobody reads twice. */
const known =
  /^(stdio|cwd|externalID|command|args|jobId|test|compare|at|source|exitCode: (1|null)$|signal: null)/

/**
 * What is to be printed at the end of a run, and how many tests failed.
 * @param text all of tap's output, in tap's own format
 * @param fault why the run as a whole failed, where no test says it; null: tests say it all
 */
export function reportOf(text, fault, { isCi }) {
  const lines = text.split('\n')
  const summary = lines.findLast(line => line.startsWith('# { total:')) ?? ''
  const count = name => Number(new RegExp(`\\b${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
  const skips = skipsOf(lines, isCi)
  const missed = skips.filter(({ isMissed }) => isMissed).length
  const passed = count('pass')
  const inTests = count('fail') + missed
  const inRun = inTests > 0 ? null : (fault ?? (passed === 0 ? 'no test ran' : null))
  const failed = inRun === null ? inTests : 1
  const skipped = count('skip') - missed
  return {
    failed,
    lines: [
      ...skipLines(skips),
      ...failuresOf(lines).flatMap(failureLines),
      ...(inRun === null ? [] : [`failed: ${inRun}`]),
      `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    ],
  }
}

/** A file without a test says nothing; and where everything is to run, so must every server. */
function skipsOf(lines, isCi) {
  const skips = lines.flatMap(
    line => /^ *ok \d+ - (?<name>.*) # SKIP ?(?<why>.*)$/.exec(line)?.groups ?? [],
  )
  return skips.map(({ name, why }) => ({
    name,
    why,
    isMissed: why === 'no tests found' || (isCi && why.startsWith('no server: ')),
  }))
}

/** One line for all that were skipped for one reason. */
function skipLines(skips) {
  const alike = new Map()
  for (const skip of skips) alike.set(skip.why, [...(alike.get(skip.why) ?? []), skip])
  return [...alike.values()].map(([{ name, why, isMissed }, ...more]) => {
    const tests = more.length === 0 ? name : `${more.length + 1} tests`
    return `${isMissed ? 'failed' : 'skipped'}: ${why} – ${tests}`
  })
}

/** The failed tests with the names of those that they are part of: each once, where it failed. */
function failuresOf(lines) {
  const failures = []
  const parents = []
  lines.forEach((line, index) => {
    const subtest = /^( *)# Subtest: (.*)$/.exec(line)
    if (subtest !== null) parents.splice(depthOf(subtest), Infinity, { name: subtest[2] })
    const failure = /^( *)not ok \d+ - (.*?)(?: # time=\S+)?$/.exec(line)
    if (failure === null || / # TODO\b/.test(line)) return
    const depth = depthOf(failure)
    const isTold = parents[depth]?.name === failure[2] && parents[depth].hasFailed
    for (const parent of parents.slice(0, depth)) parent.hasFailed = true
    const diagnostic = diagnosticAfter(lines, index, failure[1].length)
    if (isTold && !diagnostic.some(said => /^signal: SIG/.test(said))) return
    const names = [...parents.slice(0, depth).map(({ name }) => name), failure[2]]
    failures.push({ names, diagnostic })
  })
  return failures
}

function depthOf([, spaces]) {
  return spaces.length / 4
}

function diagnosticAfter(lines, index, spaces) {
  if (lines[index + 1]?.trim() !== '---') return []
  const end = lines.findIndex((line, at) => at > index && line === `${' '.repeat(spaces + 2)}...`)
  return lines.slice(index + 2, end).map(line => line.slice(spaces + 2))
}

function failureLines({ names, diagnostic }) {
  const short = names.map(name => cut(name.replaceAll('\\#', '#')))
  return [`failed: ${short.join(' > ')}`, ...shortened(diagnostic).map(line => `  ${cut(line)}`)]
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
