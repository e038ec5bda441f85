import { CliError } from '../cli-error.ts'

/** A server's GraphQL API. */
export interface Api {
  /**
   * Runs one operation.
   * @throws `ApiError` if the server refuses it, `CliError` if no server answers
   */
  run<T>(document: string, variables?: Readonly<Record<string, unknown>>): Promise<T>
  /**
   * Downloads what is behind a path of the server, in pieces as they come.
   *
   * @param path with its query
   * @throws `CliError` as `run`, also in the middle where the server ends it
   */
  download(path: string): AsyncGenerator<Uint8Array, void, void>
}

/** One fault of what was sent, by pointer. */
interface ApiFault {
  readonly pointer: string
  readonly detail: string
}

interface GraphqlError {
  readonly message: string
  readonly extensions?: {
    readonly code?: string
    /** What clashes with what, in words. */
    readonly reason?: string
    readonly errors?: readonly ApiFault[]
  }
}

interface GraphqlAnswer {
  readonly data?: unknown
  readonly errors?: readonly GraphqlError[]
}

/** The server's answer that something cannot be done. */
export class ApiError extends CliError {
  /** From the server's table of errors, `conflict`. */
  readonly code: string

  constructor(errors: readonly GraphqlError[]) {
    super(errors.map(describe).join('\n'))
    this.code = errors[0]?.extensions?.code ?? 'unknown'
  }
}

const path = '/api/v1/graphql'
const patienceMilliseconds = 60_000

/**
 * Speaks to the GraphQL API of a server.
 *
 * @param url origin of the server, `http://127.0.0.1:8080`
 * @param key an API key
 */
export function createApi({ url, key }: { readonly url: string; readonly key: string }): Api {
  return {
    async run<T>(document: string, variables: Readonly<Record<string, unknown>> = {}) {
      const answer = await post(new URL(path, url), key, { query: document, variables })
      const { data, errors } = await readAnswer(answer)
      if (errors !== undefined && errors.length > 0) throw new ApiError(errors)
      if (data === undefined || data === null) throw unreadable(answer)
      return data as T
    },
    async *download(path) {
      const answer = await get(new URL(path, url), key)
      if (!answer.ok || answer.body === null) throw await refusal(answer)
      try {
        for await (const chunk of answer.body) yield chunk
      } catch {
        throw new CliError('the server broke off')
      }
    },
  }
}

/** A download may take long; that it begins may not. */
async function get(url: URL, key: string): Promise<Response> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), patienceMilliseconds)
  try {
    const headers = { authorization: `Bearer ${key}` }
    return await fetch(url, { headers, redirect: 'error', signal: patience.signal })
  } catch {
    throw noAnswer(url)
  } finally {
    clearTimeout(timer)
  }
}

async function refusal(answer: Response): Promise<CliError> {
  const known = refusalByStatus(answer)
  if (known !== null) return known
  try {
    const { title } = (await answer.json()) as { readonly title?: unknown }
    if (typeof title === 'string') return new CliError(title)
  } catch {
    // Not JSON: reported below, without what it says.
  }
  return unreadable(answer)
}

async function post(url: URL, key: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMilliseconds),
    })
  } catch {
    throw noAnswer(url)
  }
}

function noAnswer(url: URL): CliError {
  return new CliError(
    `no server answers at ${url.origin}; start one with conduit start, or name it with --url`,
  )
}

async function readAnswer(answer: Response): Promise<GraphqlAnswer> {
  const refused = refusalByStatus(answer)
  if (refused !== null) throw refused
  try {
    const body = (await answer.json()) as GraphqlAnswer | null
    if (body !== null && (body.data !== undefined || Array.isArray(body.errors))) return body
  } catch {
    // Not JSON: reported below, without what it says.
  }
  throw unreadable(answer)
}

function refusalByStatus({ status, headers }: Response): CliError | null {
  if (status === 401) return new CliError('the server does not accept this API key')
  if (status !== 429) return null
  const seconds = headers.get('retry-after')
  return new CliError(
    `the server limits requests${seconds === null ? '' : `; again in ${seconds} s`}`,
  )
}

function unreadable({ status, url }: Response): CliError {
  return new CliError(
    `what answers at ${new URL(url).origin} is not a Conduit server (status ${status})`,
  )
}

function describe({ message, extensions }: GraphqlError): string {
  const { reason, errors: faults = [] } = extensions ?? {}
  return [
    reason ?? message,
    ...faults.map(({ pointer, detail }) => `  ${pointer || '/'}: ${detail}`),
  ].join('\n')
}
