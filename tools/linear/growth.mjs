import { createContext, Script } from 'node:vm'

const small = 2_048
const large = 32 * small
/**
 * Where time grows with the length it is 32 times as much, or three times that where memory is short;
 * where with its square, 1,024 times.
 */
const mostGrowth = 192
/** Below it nothing grew with the square of the length, and it is too short to be measured. */
const floorMilliseconds = 40
const longestMilliseconds = 500
const tries = 3

/**
 * Why something takes longer than its length accounts for; null: it does not. Time is that of the
 * processor, and the least of several tries, so that a busy machine makes nobody guilty.
 *
 * @param runWith runs it with an input of that length
 */
export function growthFault(runWith) {
  const runLarge = () => runWith(large)
  if (costOf(runLarge, 1) < floorMilliseconds) return null
  const few = costOf(() => runWith(small), tries)
  if (few === Infinity) return `a text of ${small}: no end`
  const most = Math.max(mostGrowth * few, floorMilliseconds)
  // Given the time that would prove it, whoever is not through by then is guilty.
  const many = costOf(runLarge, tries, Math.max(most, longestMilliseconds))
  if (many <= most) return null
  const growth = many === Infinity ? 'no end' : `${Math.round(many / few)} times as long`
  return `${large / small} times the length: ${growth} (${few.toFixed(2)} ms before)`
}

/** Whether all of it ends before anything that grows faster than its length could have. */
export function endsSoon(run) {
  return costOf(run, 1) < Infinity
}

/** The least of several tries; what was stopped is not tried again. */
function costOf(run, times, longest = longestMilliseconds) {
  let least = Infinity
  for (let done = 0; done < times; done += 1) {
    const cost = millisecondsOf(run, longest)
    if (cost === Infinity) return least
    least = Math.min(least, cost)
  }
  return least
}

const call = new Script('run()')
const context = createContext()

/** Milliseconds of the processor; Infinity: it was stopped. */
function millisecondsOf(run, longest) {
  const before = process.cpuUsage()
  const timeout = Math.ceil(longest)
  let isStopped = false
  try {
    call.runInContext(Object.assign(context, { run }), { timeout })
  } catch (error) {
    if (error.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    isStopped = true
  }
  const { user, system } = process.cpuUsage(before)
  const milliseconds = (user + system) / 1_000
  if (!isStopped) return milliseconds
  // Where others had the processor meanwhile, it was not its own time that ran out.
  return milliseconds < longest / 2 ? millisecondsOf(run, longest) : Infinity
}
