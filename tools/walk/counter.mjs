import { setImmediate } from 'node:timers/promises'
import { reporter } from './instrument.mjs'
import { sourceOf } from './load.mjs'

const outside = 'outside'
/** Libraries between two files of ours may be deep. */
const frames = 200
/** `stackOf`, the reporter, and the function that reports. */
const ownCalls = 3

/**
 * Makes what notes each entry into a function of a file from another file. Where a library stands in
 * between, the file that called it counts as the caller; what the event loop calls is entered from `outside`.
 */
export function createCounter() {
  let entries = null
  globalThis[reporter] = (file, name) => {
    if (entries === null) return
    const caller = callerOf(stackOf())
    if (caller !== file) entries.push({ caller, file, name })
  }
  return {
    /** The entries while something is done, in their order. */
    async during(work) {
      entries = []
      await work()
      // What a server does behind an answer belongs to it.
      await setImmediate()
      const noted = entries
      entries = null
      return noted
    },
    /**
     * What all of these have in common: each entry once with its least number, in the order of the one
     * beside which least else happened.
     */
    common(all) {
      const byLength = [...all].sort((a, b) => a.length - b.length)
      const [first = [], ...others] = byLength.map(timesOf)
      return [...first.values()]
        .map(entry => ({
          ...entry,
          times: Math.min(entry.times, ...others.map(each => each.get(nameOf(entry))?.times ?? 0)),
        }))
        .filter(({ times }) => times > 0)
    },
  }
}

function timesOf(entries) {
  const times = new Map()
  for (const entry of entries) {
    const known = times.get(nameOf(entry))
    times.set(nameOf(entry), { ...entry, times: (known?.times ?? 0) + 1 })
  }
  return times
}

function nameOf({ caller, file, name }) {
  return `${caller} ${file} ${name}`
}

function stackOf() {
  const { prepareStackTrace, stackTraceLimit } = Error
  Error.stackTraceLimit = frames
  Error.prepareStackTrace = (_error, calls) => calls
  const { stack } = new Error()
  Error.prepareStackTrace = prepareStackTrace
  Error.stackTraceLimit = stackTraceLimit
  return stack
}

/** The file that entered the function which reports. Whoever waits for a promise calls nothing. */
function callerOf(stack) {
  for (const call of stack.slice(ownCalls)) {
    if (call.isAsync()) return outside
    const file = sourceOf(call.getFileName() ?? '')
    if (file !== null) return file
  }
  return outside
}
