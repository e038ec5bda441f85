import { ConduitError } from '@conduit/core'
import type { StrayKind } from './adapters/whose-error.ts'
import type { RunningServer } from './server.ts'

/** What catches the errors of this process that nobody waited for. */
export interface Strays {
  /** Judges what comes from now on, and what came while it started. An adapter's ends nothing. */
  readonly judgeBy: (server: Pick<RunningServer, 'takeStray' | 'services'>) => void
  /** Rejects, and never resolves, at the first error that is not an adapter's: the server is to be stopped. */
  readonly fatal: Promise<never>
  /** Leaves them to Node again. */
  readonly release: () => void
}

const kinds = ['uncaughtException', 'unhandledRejection'] as const satisfies readonly StrayKind[]

/**
 * Catches the errors that nobody waited for, which would end the process at once and be printed with
 * their message. To be called before a server is started: adapters run code when they are imported.
 */
export function catchStrays(): Strays {
  let fail: (reason: Error) => void = () => undefined
  const fatal = new Promise<never>((_resolve, reject) => {
    fail = reject
  })
  fatal.catch(() => undefined)
  const early: (readonly [unknown, StrayKind])[] = []
  let judge = (error: unknown, kind: StrayKind) => void early.push([error, kind])
  const listeners = kinds.map(kind => [kind, (error: unknown) => judge(error, kind)] as const)
  for (const [kind, listener] of listeners) process.on(kind, listener)
  return {
    judgeBy(server) {
      judge = (error, kind) => {
        if (server.takeStray(error, kind)) return
        server.services.logger.fatal({ err: error }, 'stopping')
        fail(
          new ConduitError('internal', { reason: 'an error that nobody waited for; see the log' }),
        )
      }
      for (const stray of early.splice(0)) judge(...stray)
    },
    fatal,
    release: () => {
      for (const [kind, listener] of listeners) process.off(kind, listener)
    },
  }
}
