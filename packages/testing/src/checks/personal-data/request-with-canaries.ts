import type { AddressedRequest } from '@conduit/recordings'
import { editBody } from '../body/edit-body.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import type { Canary } from './canary.ts'
import { headersWith } from './headers-with.ts'

/** The recorded request with canaries in it, and with other edits of its body; signed anew. */
export function requestWithCanaries(
  delivery: RecordedDelivery,
  canaries: readonly Canary[],
  edits: ReadonlyMap<string, unknown> = new Map(),
): AddressedRequest {
  const inBody = canaries.flatMap(({ path, value, header }) =>
    header === undefined ? [[path, value] as const] : [],
  )
  const { format, request, seen } = delivery
  const all = new Map<string, unknown>([...inBody, ...edits])
  const { headers, ...sent } = delivery.with(
    editBody(format, request.body, all, seen.delivery.payload),
  )
  const own = headersWith(seen, canaries)
  const kept = Object.entries(headers).map(
    ([name, value]): [string, string | readonly string[]] => [
      name,
      own.get(name.toLowerCase()) ?? value,
    ],
  )
  return { ...sent, headers: Object.fromEntries(kept) }
}
