import { type Logger, pino } from 'pino'
import { allowedFields, allowedMessage } from './log-fields.ts'

/** Where log lines go. */
export interface LogStream {
  write(line: string): void
}

/**
 * Makes the one logger. Everything passes the allow-list in front of pino, so it does not matter
 * who logs what: Fastify, a plugin, an adapter or we.
 *
 * @param level of pino, `silent` for none
 * @param stream default: standard output
 */
export function createLogger(level: string, stream?: LogStream): Logger {
  const options = {
    level,
    base: { pid: process.pid },
    // Serializers would see values that the list has to drop first.
    serializers: { err: (value: unknown) => value },
    hooks: {
      logMethod(this: Logger, args: readonly unknown[], method: (...line: unknown[]) => void) {
        const [first, second] = args
        const given: unknown = first instanceof Error ? { err: first } : first
        const fields = typeof given === 'object' && given !== null ? allowedFields(given) : {}
        method.call(this, fields, allowedMessage(typeof first === 'string' ? first : second))
      },
    },
  }
  const logger = stream === undefined ? pino(options) : pino(options, stream)
  const { child } = logger
  // Bindings of children pass no hook, and their options could undo the list. Children inherit this.
  logger.child = function filtered(this: Logger, bindings: object) {
    return child.call(this, allowedFields(bindings))
  } as Logger['child']
  return logger
}
