import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { IntegrationAdapter } from '@conduit/core'

/** Each guide is a file with something in it, beside the code. */
export function assertGuides({ guides }: IntegrationAdapter): void {
  const { connect, afterSetup, erase } = guides
  for (const [name, guide] of Object.entries({ connect, afterSetup, erase })) {
    if (guide === undefined) continue
    const text = readFileSync(guide, 'utf8')
    assert.ok(text.trim() !== '', `guides.${name} says nothing`)
  }
}
