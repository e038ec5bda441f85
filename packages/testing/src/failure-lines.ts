/**
 * A failed check as a person reads it: its name and, indented, what is wrong. Runners cut the same
 * into one line, and show what was found as the difference to an empty list.
 */
export function failureLines(check: string, error: unknown): string {
  const { message, actual } = error as { message?: unknown; actual?: unknown }
  const found = Array.isArray(actual) ? actual.map(String) : []
  const lines = [typeof message === 'string' ? message : String(error), ...found]
  return [check, ...lines.flatMap(line => line.split('\n')).map(line => `  ${line}`)].join('\n')
}
