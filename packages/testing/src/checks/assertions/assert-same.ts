import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'

const longestShown = 300

/** Insists that two values are the same; both stand in the message. */
export function assertSame(actual: unknown, expected: unknown, what: string): void {
  const isSame = isDeepStrictEqual(actual, expected)
  assert.ok(isSame, `${what}: ${shown(actual)} instead of ${shown(expected)}`)
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
}
