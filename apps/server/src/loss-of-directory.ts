import { ConduitError } from '@conduit/core'
import type { FastifyBaseLogger } from 'fastify'

/** What there is to say when somebody else has the data directory, and whom to tell. */
export function lossOfDirectory(logger: FastifyBaseLogger) {
  const error = new ConduitError('unavailable', {
    reason: 'another process has taken over the data directory',
  })
  let tell: () => void = () => undefined
  const failed = new Promise<never>((_resolve, reject) => {
    tell = () => {
      logger.fatal({ reason: error.reason }, 'data directory lost')
      reject(error)
    }
  })
  failed.catch(() => undefined)
  return { failed, tell }
}
