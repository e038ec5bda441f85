/**
 * A failed check as a person reads it: its name and, indented, what is wrong. Runners cut the same
 * into one line, and show a list of what was found as its difference to an empty one.
 */
export function failureLines(check: string, error: unknown): readonly string[] {
  const { message, actual } = error as { message?: unknown; actual?: unknown }
  const lines = (typeof message === 'string' ? message : String(error)).split('\n')
  const found = Array.isArray(actual) ? [...lines.slice(0, 1), ...actual.map(String)] : lines
  return [check, ...found.map(line => `  ${line}`)]
}
