/** A stream that keeps what is logged. */
export interface LogCapture {
  readonly stream: { write(line: string): void }
  /** All of it as one text, without how long requests took: a duration may read like an amount. */
  text(): string
  /** Its lines, parsed. */
  lines(): readonly Record<string, unknown>[]
  /** How many there are. */
  count(): number
  /** Those after the first so many. */
  since(count: number): readonly Record<string, unknown>[]
}

/** Makes a stream that keeps what is logged. */
export function logCapture(): LogCapture {
  const written: string[] = []
  const parsed = (lines: readonly string[]) =>
    lines.map(line => JSON.parse(line) as Record<string, unknown>)
  return {
    stream: { write: line => void written.push(line) },
    text: () => written.join('').replaceAll(duration, ''),
    lines: () => parsed(written),
    count: () => written.length,
    since: count => parsed(written.slice(count)),
  }
}

const duration = /"milliseconds":[\d.e-]+/g
