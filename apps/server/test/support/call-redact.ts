import type { TestApp } from './test-app.ts'

/** What a call to erase somebody is answered with. */
export interface CallReply {
  readonly status: number
  readonly body: {
    readonly status?: string
    readonly code?: string
    readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
    readonly data?: {
      readonly jobId: string
      readonly state: string
      readonly outcomes: readonly {
        readonly object: string
        readonly outcome: string | null
        readonly at: string | null
        readonly retained: readonly string[]
        readonly until: string | null
      }[]
    }
  }
  readonly headers: Readonly<Record<string, unknown>>
}

/** Calls `customer-redact`. @param redactUrl with its credential */
export async function callRedact(
  app: TestApp,
  redactUrl: string,
  payload: unknown,
): Promise<CallReply> {
  const { pathname, search } = new URL(redactUrl)
  const reply = await app.http.inject({
    ...{ method: 'POST', url: pathname + search, payload: JSON.stringify(payload) },
    headers: { 'content-type': 'application/json' },
  })
  return { status: reply.statusCode, body: reply.json(), headers: reply.headers }
}

/** Asks how far a job is, by the same credential. */
export async function lookAtJob(
  app: TestApp,
  redactUrl: string,
  jobId: string,
): Promise<CallReply> {
  const { pathname, search } = new URL(redactUrl)
  const reply = await app.http.inject({ method: 'GET', url: `${pathname}/${jobId}${search}` })
  return { status: reply.statusCode, body: reply.json(), headers: reply.headers }
}

/** Outcomes in short. */
export function shortOutcomes({ body }: CallReply): readonly string[] {
  return (body.data?.outcomes ?? []).map(({ object, outcome }) => `${object} ${outcome}`)
}
