/**
 * A failed check as a person reads it: its name and, indented, what is wrong. Runners cut the same
 * into one line.
 */
export function failureLines(check: string, { message }: Error): readonly string[] {
  return [check, ...message.split('\n').map(line => `  ${line}`)]
}
