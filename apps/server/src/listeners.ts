import type { FastifyBaseLogger } from 'fastify'
import type { App } from './app.ts'
import type { Closers } from './closers.ts'
import type { Environment } from './config/environment.ts'
import { createHttpServer } from './http-server.ts'

/** Where a server listens: for all that it does, and for its metrics if they are to be apart. */
export interface Listeners {
  /** From now on this application answers; resolves when the one before has answered all it had begun. */
  readonly serve: (app: Pick<App, 'http' | 'metricsHttp'>) => Promise<void>
  /** @returns where all but the metrics are, `http://127.0.0.1:8080` */
  readonly listen: () => Promise<string>
}

/** Makes the HTTP servers; they are closed before what was opened earlier. */
export function createListeners(
  { host, port, metrics }: Pick<Environment, 'host' | 'port' | 'metrics'>,
  logger: FastifyBaseLogger,
  closers: Closers,
): Listeners {
  const all = createHttpServer()
  const apart = createHttpServer()
  closers.add(() => all.close())
  closers.add(() => apart.close())
  return {
    async serve({ http, metricsHttp }) {
      if (metricsHttp !== null) await apart.serve(metricsHttp)
      await all.serve(http)
    },
    async listen() {
      if (metrics.at !== undefined) {
        const own = new URL(await apart.listen(metrics.at))
        logger.info({ host: metrics.at.host, port: Number(own.port) }, 'metrics')
      }
      const url = await all.listen({ host, port })
      logger.info({ host, port: Number(new URL(url).port) }, 'ready')
      return url
    },
  }
}
