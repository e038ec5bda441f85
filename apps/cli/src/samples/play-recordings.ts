import { resolve } from 'node:path'
import { runRecordings } from '@conduit/recordings'
import { CliError, usageError } from '../command-line/cli-error.ts'
import { printLine, type Terminal } from '../terminal/terminal.ts'
import { loadSamples, unknownAdapter } from './load-samples.ts'

const usage = 'usage: recordings <slug> [folder]'

/**
 * Plays a folder of recordings through an adapter and prints a TAP line for each.
 *
 * @param words slug of the adapter; folder, default: the adapter's own recordings
 * @returns exit code: 1 if a recording is not ok, 2 if the words make no sense
 */
export async function playRecordings(
  words: readonly string[],
  terminal: Terminal,
): Promise<number> {
  try {
    const [slug, folder] = words
    if (slug === undefined || words.length > 2 || slug.startsWith('-')) throw usageError(usage)
    const found = await loadSamples(slug, terminal.cwd)
    if (found === null) throw usageError(unknownAdapter(slug))
    const { adapter, samples } = found
    const path = folder === undefined ? undefined : resolve(terminal.cwd, folder)
    return await runRecordings(adapter, samples, path, line => printLine(terminal.stdout, line))
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    printLine(terminal.stderr, error.message)
    return error.exitCode
  }
}
