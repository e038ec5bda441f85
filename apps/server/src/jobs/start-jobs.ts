import type { App } from '../app.ts'
import { tryUntilStarted } from './try-until-started.ts'

/**
 * Starts what comes after "ready"; while the database cannot, again and again: webhooks need no job.
 *
 * @param app the application that serves, which a reload exchanges
 * @param signal the server stops
 * @throws what waiting does not mend; the log tells it too
 */
export async function startJobs(app: () => App, signal: AbortSignal): Promise<void> {
  const { logger } = app().services
  let failures = 0
  const onFailure = (error: unknown, count: number) => {
    failures = count
    if (count === 1) logger.warn({ err: error }, 'jobs not started, trying again')
  }
  try {
    await tryUntilStarted(() => app().startRest(), { signal, onFailure })
    if (failures > 0 && !signal.aborted) logger.info({}, 'jobs started')
  } catch (error) {
    logger.error({ err: error }, 'not wholly started')
    throw error
  }
}
