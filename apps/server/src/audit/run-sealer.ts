import { encodeId } from '@conduit/core/host'
import { sealAudit, trustedKeys, vouchForKeys } from '@conduit/db/audit'
import { oneAtATime } from '../notifications/one-at-a-time.ts'
import { type Anchorer, createAnchorer } from './anchor-checkpoints.ts'
import { anchorFile } from './anchor-file.ts'
import type { Sealer, SealerOptions } from './sealer.ts'

/** A sealer that is loaded. */
export interface RunningSealer extends Pick<Sealer, 'seal' | 'close'> {
  readonly start: () => void
}

const lookMilliseconds = 5_000

/** Makes what does the work of a sealer. */
export function runSealer(options: SealerOptions): RunningSealer {
  const { database, keyring, clock, logger } = options
  let isEnding = false
  let anchorers: readonly Anchorer[] | null = null
  const prepare = async (): Promise<readonly Anchorer[]> => {
    await vouchForKeys(database, keyring, clock())
    const keys = await trustedKeys(database, keyring)
    return options.anchors.map(path => createAnchorer(database, anchorFile(path), keys))
  }
  /** One pass, of bounded length. */
  const look = async (): Promise<number> => {
    anchorers ??= await prepare()
    const count = await sealAudit(database, keyring, clock)
    for (const { add } of anchorers) {
      for (const id of await add()) {
        const controllerId = encodeId('controller', id, id)
        logger.error({ controllerId }, 'audit log is not what was anchored')
      }
    }
    return count
  }
  let hasFailed = false
  const looks = oneAtATime(async () => {
    try {
      const count = await look()
      hasFailed = false
      if (count > 0 && !isEnding) looks.ask()
    } catch (error) {
      if (!hasFailed) logger.error({ err: error }, 'audit log not sealed')
      hasFailed = true
    }
  })
  let stop = () => {}
  return {
    start: () => {
      // What starts beside it may have failed, and all of it is started again.
      stop()
      const timer = setInterval(() => looks.ask(), lookMilliseconds)
      stop = () => clearInterval(timer)
      if (isEnding) return stop()
      looks.ask()
    },
    seal: async () => {
      await looks.idle()
      while ((await look()) > 0);
    },
    close: async () => {
      isEnding = true
      stop()
      await looks.idle()
    },
  }
}
