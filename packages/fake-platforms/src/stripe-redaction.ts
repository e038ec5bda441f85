import type { FakeAnswer, PlatformCall } from '@conduit/recordings'
import type { Item } from './stripe.ts'
import { fault } from './stripe-forms.ts'

/** A redaction job as the API shows it, and what it is to redact. */
interface Job {
  readonly id: string
  readonly customers: readonly string[]
  status: 'created' | 'validating' | 'ready' | 'failed' | 'redacting' | 'succeeded' | 'canceled'
}

/** Redaction jobs, which go on in their own time. */
export interface RedactionJobs {
  readonly jobs: readonly Readonly<Job>[]
  answer(call: PlatformCall): FakeAnswer
  /** Every job goes on by all that it can. */
  settle(): void
  /** So many times a job finds payments that are too young. */
  young: number
}

type State = ReadonlyMap<string, Map<string, Item>>

/** What hangs on a customer and is redacted with it. */
const related = ['charges', 'invoices', 'payment_intents', 'checkout/sessions', 'payment_methods']
/** What a redacted object goes on to show. */
const plain = new Set(['id', 'object', 'created', 'livemode', 'customer', 'amount', 'currency'])

/**
 * Redaction jobs of an account that has them, a public preview. Paths, states and members were checked against the
 * clients that Stripe generates from its description of the preview; the one that is installed here does not know them.
 * *Unconfirmed*: when a job goes from one state to the next, what a redacted object shows, and that a key counts here as elsewhere.
 *
 * @see https://docs.stripe.com/api/privacy/redaction-job
 * @see https://github.com/stripe/openapi
 */
export function redactionJobs(state: State): RedactionJobs {
  const jobs: Job[] = []
  const answers = new Map<string, FakeAnswer>()

  const create = (form: URLSearchParams): FakeAnswer => {
    const customers = form.getAll('objects[customers][]')
    if (customers.length === 0 || customers.length > 10) return fault(400, 'too_many_objects')
    if (customers.some(id => state.get('customers')?.get(id) === undefined))
      return fault(404, 'resource_missing')
    const job: Job = { id: `prj_fake${jobs.length + 1}`, customers, status: 'created' }
    jobs.push(job)
    return { status: 200, json: shown(job) }
  }

  const change = (job: Job, verb: string | undefined): FakeAnswer => {
    const allowed = verb === 'run' ? job.status === 'ready' : job.status === 'failed'
    if (!allowed || (verb !== 'run' && verb !== 'validate')) return fault(400, 'invalid_state')
    job.status = verb === 'run' ? 'redacting' : 'validating'
    return { status: 200, json: shown(job) }
  }

  const respond = ({ method, url, body }: PlatformCall): FakeAnswer => {
    const [id, verb] = url.pathname.replace('/v1/privacy/redaction_jobs', '').slice(1).split('/')
    if (id === undefined || id === '')
      return method === 'POST' ? create(new URLSearchParams(body)) : page(jobs.map(shown))
    const job = jobs.find(each => each.id === id)
    if (job === undefined) return fault(404, 'resource_missing')
    if (method === 'POST') return change(job, verb)
    if (verb === undefined) return { status: 200, json: shown(job) }
    return page(job.status === 'failed' ? [{ id: 'prjve_1', code: 'invalid_state' }] : [])
  }

  return {
    jobs,
    young: 0,
    answer(call) {
      if (!call.headers['stripe-version']?.endsWith('.preview')) return fault(404, 'url_unknown')
      const key = call.headers['idempotency-key']
      if (call.method !== 'POST' || key === undefined) return respond(call)
      const answer = answers.get(key) ?? respond(call)
      answers.set(key, answer)
      return answer
    },
    settle() {
      for (const job of jobs) {
        if (job.status === 'created' || job.status === 'validating') {
          job.status = this.young > 0 ? 'failed' : 'ready'
          if (this.young > 0) this.young -= 1
        } else if (job.status === 'redacting') {
          for (const id of job.customers) redactCustomer(state, id)
          job.status = 'succeeded'
        }
      }
    },
  }
}

function redactCustomer(state: State, id: string): void {
  for (const kind of ['customers', ...related]) {
    const items = state.get(kind)
    for (const item of items?.values() ?? []) {
      if (item.id !== id && item.customer !== id) continue
      items?.set(item.id, {
        ...Object.fromEntries(
          Object.entries(item).map(([name, value]) => [name, blank(name, value)]),
        ),
        id: item.id,
      })
    }
  }
}

function blank(name: string, value: unknown): unknown {
  if (plain.has(name)) return value
  if (typeof value === 'string') return '[redacted]'
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, blank(key, inner)]))
}

function shown({ id, status, customers }: Job): Item {
  return { id, object: 'privacy.redaction_job', status, objects: { customers } }
}

function page(data: readonly unknown[]): FakeAnswer {
  return { status: 200, json: { object: 'list', has_more: false, data } }
}
