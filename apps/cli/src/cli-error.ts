/**
 * Something that a person at the command line should read: one message, no stack trace.
 * `exitCode` is 2 where the command was called wrongly, else 1.
 */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The command was called wrongly. */
export function usageError(message: string): CliError {
  return new CliError(message, 2)
}
