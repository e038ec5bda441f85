import type { FakeAnswer } from '@conduit/recordings'

/** How HubSpot tells of an error. */
export function fault(status: number, category: string, message = category): FakeAnswer {
  const correlationId = '00000000-0000-4000-8000-000000000000'
  return { status, json: { status: 'error', message, correlationId, category } }
}
