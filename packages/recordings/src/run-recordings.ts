import type { IntegrationAdapter, Samples } from '@conduit/core'
import { type Play, playFolder } from './play-folder.ts'

/**
 * Plays a folder of recordings and prints one TAP line per file: `ok 1 - file.json`, or
 * `not ok 1 - file.json` with the differences below it. A folder without recordings, or a file that
 * cannot be read, is not ok.
 *
 * @param folder default: the adapter's own recordings
 * @param write takes each line; default: standard output
 * @returns the exit code: 0, or 1 if any is not ok
 * @example
 * process.exitCode = await runRecordings(adapter, samples)
 */
export async function runRecordings(
  adapter: IntegrationAdapter,
  samples: Samples,
  folder: URL | string = samples.recordings,
  write: (line: string) => void = line => void process.stdout.write(`${line}\n`),
): Promise<number> {
  const plays = await playAll(adapter, samples, folder)
  if (plays.length === 0) {
    write('1..1')
    write('not ok 1 - recordings')
    write('  # the folder is missing or holds no recording')
    return 1
  }
  write(`1..${plays.length}`)
  for (const [index, { file, comparison }] of plays.entries()) {
    const { differences, notes } = comparison
    write(`${differences.length > 0 ? 'not ok' : 'ok'} ${index + 1} - ${file}`)
    for (const line of [...differences, ...notes]) write(`  # ${oneLine(line)}`)
  }
  return plays.every(({ comparison }) => comparison.differences.length === 0) ? 0 : 1
}

async function playAll(
  adapter: IntegrationAdapter,
  samples: Samples,
  folder: URL | string,
): Promise<readonly Play[]> {
  try {
    return await playFolder(adapter, samples, folder)
  } catch {
    // Only reading the folder can fail.
    return []
  }
}

/** A difference may quote a body; in TAP a line is a line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, '⏎')
}
