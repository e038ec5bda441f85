import { json } from '@conduit/core'
import type { FakeCall } from '@conduit/recordings'

/** The JSON of an answer; undefined: it holds none. */
export function documentOf({ response }: FakeCall): unknown {
  try {
    return json().decode(Buffer.from(response.body ?? ''), { depth: 100, nodes: 1_000_000 })
  } catch {
    return undefined
  }
}
