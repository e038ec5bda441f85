import { usageError } from '../cli-error.ts'

/**
 * An option whose value is one of some words: its help lists them.
 *
 * @param value what the help calls it
 * @param more what the help says behind them
 */
export function wordOption(words: readonly string[], value: string, more = '') {
  return { type: 'string', value, summary: listOf(words, more) } as const
}

/** The same, where it cannot be left out. */
export function requiredWordOption(words: readonly string[], value: string, more = '') {
  return { ...wordOption(words, value, more), required: true } as const
}

/** Words as help lists them. */
export function listOf(words: readonly string[], more = ''): string {
  return `${words.join(', ')}.${more === '' ? '' : ` ${more}`}`
}

/**
 * Does nothing where nothing was given.
 * @throws {CliError} with exit code 2: what was given is none of these words
 */
export function assertWord(
  name: string,
  words: readonly string[],
  given: string | undefined,
): void {
  if (given !== undefined && !words.includes(given))
    throw usageError(`${name} is one of ${words.join(', ')}`)
}
