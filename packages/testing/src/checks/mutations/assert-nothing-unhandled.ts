import { setImmediate as nextTurn } from 'node:timers/promises'
import { assertNone } from '../assertions/assert-none.ts'

/** Runs something, and insists that no promise failed meanwhile with nobody to hear of it. */
export async function assertNothingUnhandled(run: () => Promise<void>): Promise<void> {
  const unhandled: string[] = []
  const note = (reason: unknown) => void unhandled.push(String(reason))
  process.on('unhandledRejection', note)
  try {
    await run()
    await nextTurn()
  } finally {
    process.off('unhandledRejection', note)
  }
  assertNone(unhandled, 'promises failed with nobody to hear of it')
}
