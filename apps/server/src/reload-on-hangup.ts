import { ConfigError } from './config/config-fault.ts'
import type { RunningServer } from './server.ts'

/**
 * Has the process reload its server at `SIGHUP`. A reload that fails leaves the server as it was.
 *
 * @param tell is told what an operator can mend
 * @returns takes that back
 */
export function reloadOnHangup(server: RunningServer, tell: (text: string) => void): () => void {
  const reload = () => {
    server.reload().catch(error => {
      if (error instanceof ConfigError) tell(error.message)
      server.services.logger.error({ err: error }, 'not reloaded')
    })
  }
  process.on('SIGHUP', reload)
  return () => void process.off('SIGHUP', reload)
}
