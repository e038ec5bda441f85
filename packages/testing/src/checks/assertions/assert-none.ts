import assert from 'node:assert/strict'

const mostListed = 10

/** Insists that there is nothing to complain of; what there is stands in the message, line by line. */
export function assertNone(faults: readonly string[], what: string): void {
  const lines = [...new Set(faults)]
  const more = lines.length > mostListed ? [`… and ${lines.length - mostListed} more`] : []
  const listed = [...lines.slice(0, mostListed), ...more].map(line => `\n  - ${line}`)
  assert.ok(faults.length === 0, `${what}:${listed.join('')}`)
}
