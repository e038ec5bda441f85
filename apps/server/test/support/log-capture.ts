/** A stream that keeps what is logged. */
export interface LogCapture {
  readonly stream: { write(line: string): void }
  /** All of it as one text. */
  text(): string
  /** Its lines, parsed. */
  lines(): readonly Record<string, unknown>[]
}

/** Makes a stream that keeps what is logged. */
export function logCapture(): LogCapture {
  const written: string[] = []
  return {
    stream: { write: line => void written.push(line) },
    text: () => written.join(''),
    lines: () => written.map(line => JSON.parse(line) as Record<string, unknown>),
  }
}
