import type { FakeAnswer } from '@conduit/recordings'

/** `address[city]=Springfield` as Stripe's own form encoding nests it. */
export function fieldsOf(form: URLSearchParams): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {}
  for (const [path, value] of form) {
    const names = path.split(/[[\]]+/).filter(name => name !== '')
    const last = names.pop()
    if (last === undefined) continue
    let inner = fields
    for (const name of names) {
      inner[name] ??= {}
      inner = inner[name] as Record<string, unknown>
    }
    inner[last] = value
  }
  return fields
}

/** How Stripe says no. */
export function fault(status: number, code: string): FakeAnswer {
  return { status, json: { error: { type: 'invalid_request_error', code, message: code } } }
}
