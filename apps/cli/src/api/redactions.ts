import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** What is done to an object. */
export interface RedactionTask {
  readonly id: string
  readonly integration: {
    readonly id: string
    readonly adapter: string
    readonly label: string
  } | null
  readonly object: string
  readonly action: string
  readonly expected: string
  readonly state: string
  readonly outcome: string | null
  readonly reason: string | null
  readonly found: string | null
  readonly until: string | null
  readonly instructions: string | null
  readonly waitsFor: string | null
  readonly nextAt: string | null
}

/** The erasure of a person. */
export interface Redaction {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly planHash: string | null
  readonly notBefore: string | null
  readonly finishedAt: string | null
  readonly dataSubjectId: string | null
  readonly ownRows: readonly { readonly kind: string; readonly count: number }[]
  readonly lookups: readonly {
    readonly integration: { readonly id: string; readonly adapter: string; readonly label: string }
    readonly outcome: string
    readonly reason: string | null
    readonly at: string | null
  }[]
  readonly tasks: readonly RedactionTask[]
}

const taskFields = `id integration { id adapter label } object action expected state outcome reason found until
  instructions waitsFor nextAt`
const shown = `id state reason planHash notBefore finishedAt dataSubjectId ownRows { kind count }
  lookups { integration { id adapter label } outcome reason at } tasks { ${taskFields} }`

/** Begins the plan of an erasure. */
export async function planRedaction(api: Api, requestId: string): Promise<Redaction> {
  const { planRedaction: planned } = await api.run<{
    planRedaction: { readonly redaction: Redaction }
  }>(
    `mutation ($requestId: ID!) { planRedaction(requestId: $requestId) { redaction { ${shown} } } }`,
    { requestId },
  )
  return planned.redaction
}

/** How an erasure stands. */
export async function showRedaction(api: Api, id: string): Promise<Redaction> {
  const { redaction } = await api.run<{ redaction: Redaction }>(
    `query ($id: ID!) { redaction(id: $id) { ${shown} } }`,
    { id },
  )
  return redaction
}

/** Approves a plan by its hash. */
export async function approveRedaction(api: Api, id: string, planHash: string): Promise<Redaction> {
  const { approveRedaction: approved } = await api.run<{
    approveRedaction: { readonly redaction: Redaction }
  }>(
    `mutation ($id: ID!, $planHash: String!) {
      approveRedaction(id: $id, planHash: $planHash) { redaction { ${shown} } } }`,
    { id, planHash },
  )
  return approved.redaction
}

/** Stops an erasure that has not begun. */
export async function stopRedaction(api: Api, id: string): Promise<Redaction> {
  const { stopRedaction: stopped } = await api.run<{
    stopRedaction: { readonly redaction: Redaction }
  }>(`mutation ($id: ID!) { stopRedaction(id: $id) { redaction { ${shown} } } }`, { id })
  return stopped.redaction
}

/** Notes that somebody did something by hand. */
export async function completeRedactionTask(
  api: Api,
  input: { readonly id: string; readonly outcome: string; readonly proof: string },
): Promise<RedactionTask> {
  const { completeRedactionTask: completed } = await api.run<{
    completeRedactionTask: { readonly task: RedactionTask }
  }>(
    `mutation ($input: CompleteRedactionTaskInput!) {
      completeRedactionTask(input: $input) { task { ${taskFields} } } }`,
    { input },
  )
  return completed.task
}

/** Tries anew what failed. */
export async function retryRedactionTask(api: Api, id: string): Promise<RedactionTask> {
  const { retryRedactionTask: retried } = await api.run<{
    retryRedactionTask: { readonly task: RedactionTask }
  }>(`mutation ($id: ID!) { retryRedactionTask(id: $id) { task { ${taskFields} } } }`, { id })
  return retried.task
}

/** A redaction as lists show it. */
export interface ListedRedaction {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly createdAt: string
  readonly dataSubjectId: string | null
  readonly request: { readonly id: string } | null
}

/** The erasures of a controller, what was planned last first. */
export async function listRedactions(
  api: Api,
  filter: {
    readonly dataControllerId: string
    readonly state?: string | undefined
    readonly needs?: string | undefined
  },
): Promise<readonly ListedRedaction[]> {
  return await allPages(async after => {
    const { redactions } = await api.run<{ redactions: Page<ListedRedaction> }>(
      `query ($filter: RedactionFilter!, $after: String) {
        redactions(filter: $filter, first: 100, after: $after) {
          nodes { id state reason createdAt dataSubjectId request { id } } ${pageInfo}
        }
      }`,
      { filter, after },
    )
    return redactions
  })
}

/** Which object of a platform a task is about. */
export interface RedactionTarget {
  readonly object: string
  /** Its id at the platform; null: nobody could list objects. */
  readonly id: string | null
  /** Whom to look for there instead. */
  readonly identifiers: readonly { readonly category: string; readonly value: string }[]
  /** Where at the platform it is, if its id does not say. */
  readonly within: unknown
  /** Key of the digests of its calls, hexadecimal; null: none was made. */
  readonly digestKey: string | null
}

/** Shows it to whoever does it by hand; that is audited. */
export async function showRedactionTarget(api: Api, id: string): Promise<RedactionTarget> {
  const { showRedactionTarget: target } = await api.run<{ showRedactionTarget: RedactionTarget }>(
    'mutation ($id: ID!) { showRedactionTarget(id: $id) { object id within digestKey identifiers { category value } } }',
    { id },
  )
  return target
}

/** What shows that an erasure was done. */
export interface ReceiptText {
  readonly issuedAt: string
  /** With its signature and its proof. */
  readonly file?: Readonly<Record<string, unknown>>
  /** As an HTML page. */
  readonly page?: string
}

/** The receipt of an erasure, as a file or as a page; null: it has not ended. */
export async function redactionReceipt(
  api: Api,
  id: string,
  form: 'file' | 'page',
): Promise<ReceiptText | null> {
  const { redaction } = await api.run<{ redaction: { readonly receipt: ReceiptText | null } }>(
    `query ($id: ID!) { redaction(id: $id) { receipt { issuedAt ${form} } } }`,
    { id },
  )
  return redaction.receipt
}
