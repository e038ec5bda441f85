import assert from 'node:assert/strict'
import type { IntegrationAdapter } from '@conduit/core'
import { TypeCompiler } from '@sinclair/typebox/compiler'

/** Insists that an endpoint, where there is one, can be called. */
export function assertEndpoint({ endpoint }: IntegrationAdapter): void {
  if (endpoint === null) return
  const { path = '/event', formats, payload, maxBytes = 1, headers = [] } = endpoint
  assert.match(path, /^(\/[a-z0-9-]+)+$/, `endpoint.path "${path}" must be like /event`)
  assert.ok(!['/poll', '/customer-redact'].includes(path), `endpoint.path: ${path} is taken`)
  assert.ok(formats.length > 0, 'endpoint.formats must name one, json() for example')
  for (const { name, types } of formats) {
    assert.ok(name !== '', 'a format needs a name')
    for (const type of types ?? [])
      assert.match(type, /^[^/\s;]+\/[^/\s;]+$/, `${name}: "${type}" is no content type`)
  }
  assert.ok(Number.isInteger(maxBytes) && maxBytes > 0, 'endpoint.maxBytes must be above 0')
  assert.ok(
    headers.every(name => /^[\w-]+$/.test(name)),
    'endpoint.headers must be names of headers',
  )
  TypeCompiler.Compile(payload)
}
