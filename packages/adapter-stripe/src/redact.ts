import {
  type Answer,
  type Call,
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  type RedactResult,
  type RedactTarget,
  type RedactTask,
  type Reference,
  readDocument,
  successOf,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { apiCall } from './api.ts'
import { findObjects, isId, listed, pages, single } from './find-objects.ts'
import type { Settings } from './settings.ts'

/** Redaction jobs are a public preview: they answer to this version alone. */
const previewVersion = '2026-10-28.preview'
const jobs = '/v1/privacy/redaction_jobs'

/** What a redaction job calls the objects that it can begin with. */
const redactable: Readonly<Record<string, string>> = {
  customer: 'customers',
  issuing_cardholder: 'issuing_cardholders',
}

/** Why a job may fail today and not in some weeks: payments are too young, or others work on them. */
const passing = new Set(['invalid_state', 'locked_by_other_job'])
const minute = 60_000
const day = 86_400_000
const keptOfPayments = 'amounts, dates and states of payments, without names and addresses'
const namesInPayments = 'names, addresses and e-mail addresses in charges, invoices and checkouts'
const askStripe =
  'In the Stripe dashboard open Privacy > Redaction jobs and make a job for this customer; without that page, write to privacy@stripe.com.'

/**
 * Where the account has redaction jobs, one for the customer, which takes payments and logs along; then
 * the customer is deleted. Without them the customer is deleted, and payments are left to a person.
 *
 * @see https://docs.stripe.com/privacy/redaction
 * @see https://docs.stripe.com/api/customers/delete
 */
export const redact: PersonRedaction<Settings> = {
  async find(person, integration, platform) {
    const { settings } = integration
    const targets: RedactTarget[] = []
    let hasJobs: boolean | null = null
    for (const target of await findObjects(person, integration, platform)) {
      if (!(await isThere(target, settings, platform))) continue
      hasJobs ??= await offersJobs(settings, platform)
      targets.push(...(await targetsOf(target, hasJobs, settings, platform)))
    }
    return targets
  },

  async erase(task, { settings }, platform) {
    const { object, id } = task.target
    if (task.action !== 'erase' || redactable[object] === undefined || !isId(id))
      return { outcome: 'manual_required' }
    const job = textOrNull(task.accepted?.progress, '/job')
    if (job !== null) return await goOn(task, job, settings, platform)
    if (!(await isThere(task.target, settings, platform)))
      return { outcome: outcomeOfAbsence(task) }
    return await begin(task, settings, platform)
  },

  async check({ target }, { settings }, platform) {
    if (target.object === 'payments') return await checkPayments(target.id, settings, platform)
    const path = single[target.object]
    if (path === undefined || !isId(target.id)) return { found: 'unverifiable' }
    const content = await readDocument(platform, apiCall(settings, path + target.id))
    // Without an id it says nothing of whether anybody is there.
    if (content !== null) textAt(content, '/id')
    return holdsPerson(content) ? { found: 'remains' } : { found: 'clean' }
  },
}

async function targetsOf(
  target: Reference,
  hasJobs: boolean,
  settings: Settings,
  platform: Platform,
): Promise<readonly RedactTarget[]> {
  if (hasJobs && redactable[target.object] !== undefined) {
    return [{ target, action: 'erase', expected: 'erased', retained: [keptOfPayments] }]
  }
  // An account pays out and a card pays: it is a person who ends that.
  if (target.object !== 'customer')
    return [{ target, action: 'by_hand', expected: 'manual_required' }]
  const customer = { target, action: 'erase', expected: 'erased' } as const
  const payments = { object: 'payments', id: target.id }
  const { found } = await checkPayments(target.id, settings, platform)
  if (found === 'clean') return [customer]
  const byHand = { action: 'by_hand', expected: 'manual_required' } as const
  return [
    customer,
    { target: payments, ...byHand, retained: [namesInPayments], instructions: askStripe },
  ]
}

/** A key that may not make jobs has none either. */
async function offersJobs(settings: Settings, platform: Platform): Promise<boolean> {
  const answer = await platform.request(preview(settings, `${jobs}?limit=1`))
  if (isWithoutJobs(answer)) return false
  successOf(answer)
  return true
}

function isWithoutJobs({ status }: Answer): boolean {
  return status === 400 || status === 403 || status === 404
}

async function begin(
  task: RedactTask,
  settings: Settings,
  platform: Platform,
): Promise<RedactResult> {
  const { object, id } = task.target
  const made = await platform.request(
    post(settings, jobs, `${task.key}-job`, {
      [`objects[${redactable[object]}][]`]: id,
      validation_behavior: 'fix',
    }),
  )
  if (isWithoutJobs(made)) {
    if (object === 'customer') return await deleteCustomer(task, settings, platform)
    return { outcome: 'manual_required' }
  }
  const job = textAt(successOf(made).json, '/id')
  return { again: later(platform, minute), progress: { job }, waitsFor: 'job_running' }
}

/** A job is made, finds out what hangs on it, and is run; then the customer goes. */
async function goOn(
  task: RedactTask,
  job: string,
  settings: Settings,
  platform: Platform,
): Promise<RedactResult> {
  const read = await platform.request(preview(settings, `${jobs}/${job}`))
  const status = textAt(successOf(read).json, '/status')
  if (status === 'succeeded') {
    if (task.target.object === 'customer') return await deleteCustomer(task, settings, platform)
    return { outcome: 'erased', retained: [keptOfPayments] }
  }
  if (status === 'canceled')
    return { outcome: 'failed_permanent', justification: 'the job was cancelled at Stripe' }
  if (status === 'failed') return await afterFailure(task, job, settings, platform)
  if (status !== 'ready') return { again: later(platform, minute), waitsFor: 'job_running' }
  const run = await platform.request(post(settings, `${jobs}/${job}/run`, `${task.key}-run`))
  successOf(run)
  return { again: later(platform, minute), progress: { job }, waitsFor: 'job_running' }
}

/** Payments are eligible when they are ninety days old: the same job is asked once a day. */
async function afterFailure(
  task: RedactTask,
  job: string,
  settings: Settings,
  platform: Platform,
): Promise<RedactResult> {
  const codes = new Set<string>()
  const path = `${jobs}/${job}/validation_errors?limit=100`
  for await (const { content } of pages('errors', path, settings, platform, preview)) {
    for (const error of listed(content)) codes.add(textOrNull(error, '/code') ?? 'unknown')
  }
  const [code = 'unknown'] = codes
  if (![...codes].every(each => passing.has(each)))
    return {
      outcome: 'failed_permanent',
      justification: `Stripe's job says ${[...codes].join(', ')}`,
    }
  const due = new Date((task.accepted?.at.getTime() ?? 0) + day)
  if (platform.now < due) return { again: due, waitsFor: code }
  const today = platform.now.toISOString().slice(0, 10)
  const again = post(settings, `${jobs}/${job}/validate`, `${task.key}-${today}`)
  successOf(await platform.request(again))
  return { again: later(platform, minute), progress: { job }, waitsFor: 'job_running' }
}

async function deleteCustomer(
  task: RedactTask,
  settings: Settings,
  platform: Platform,
): Promise<RedactResult> {
  const call = apiCall(settings, single.customer + task.target.id)
  // Twice it is not there any more.
  const answer = await platform.request({ ...call, method: 'DELETE', idempotent: true })
  if (answer.status === 404) return { outcome: outcomeOfAbsence(task) }
  successOf(answer)
  return { outcome: 'erased' }
}

async function isThere(
  { object, id }: Reference,
  settings: Settings,
  platform: Platform,
): Promise<boolean> {
  const content = await readDocument(platform, apiCall(settings, `${single[object]}${id}`))
  return content !== null && valueAt(content, '/deleted') !== true
}

async function checkPayments(customer: string, settings: Settings, platform: Platform) {
  for (const list of ['charges', 'invoices', 'payment_intents', 'checkout/sessions']) {
    const path = `/v1/${list}?customer=${customer}&limit=100`
    for await (const { content } of pages(list, path, settings, platform)) {
      if (listed(content).some(holdsPerson)) return { found: 'remains' } as const
    }
  }
  return { found: 'clean' } as const
}

/** Names of members whose texts are the person's; what is redacted reads `[redacted]`. */
const personal = /^(email|name|phone|receipt_email|line1|line2|customer_(email|name|phone))$/

function holdsPerson(content: unknown): boolean {
  if (typeof content !== 'object' || content === null) return false
  return Object.entries(content).some(([name, value]) => {
    if (typeof value === 'object') return holdsPerson(value)
    return personal.test(name) && typeof value === 'string' && !['', '[redacted]'].includes(value)
  })
}

function preview(settings: Settings, path: string): Call {
  const call = apiCall(settings, path)
  return { ...call, headers: { ...call.headers, 'stripe-version': previewVersion } }
}

/** A POST with its key: Stripe answers a second one like the first. */
function post(
  settings: Settings,
  path: string,
  key: string,
  form: Readonly<Record<string, string>> = {},
): Call {
  const call = preview(settings, path)
  const type = 'application/x-www-form-urlencoded'
  return {
    ...call,
    method: 'POST',
    idempotent: true,
    headers: { ...call.headers, 'content-type': type, 'idempotency-key': key },
    body: new URLSearchParams(form).toString(),
  }
}

function later({ now }: Platform, milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds)
}
