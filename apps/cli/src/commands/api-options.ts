import { type Api, createApi } from '../api/api-client.ts'
import { usageError } from '../cli-error.ts'
import type { Options } from '../command-line/command.ts'
import { readValue } from '../terminal/read-value.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** Options of every command that speaks to a running server. */
export const apiOptions = {
  url: {
    type: 'string',
    value: 'origin',
    summary: 'Where the server answers; default http://127.0.0.1:8080.',
  },
  key: {
    type: 'string',
    value: 'key',
    summary: 'API key, @file or - for standard input; default: CONDUIT_ADMIN_KEY.',
  },
} as const satisfies Options

const defaultUrl = 'http://127.0.0.1:8080'

/** The server that the options name. */
export function serverUrl(values: { readonly url: string | undefined }): string {
  const url = values.url ?? defaultUrl
  if (!/^https?:\/\/[^/?#@\s]+\/?$/.test(url) || !URL.canParse(url)) {
    throw usageError('--url must be an origin, such as http://127.0.0.1:8080')
  }
  return new URL(url).origin
}

/** The API of that server. */
export async function apiOf(
  values: { readonly url: string | undefined; readonly key: string | undefined },
  terminal: Terminal,
): Promise<Api> {
  const given = values.key === undefined ? undefined : await readValue(terminal, values.key)
  const key = given ?? terminal.env.CONDUIT_ADMIN_KEY
  if (!key) throw usageError('an API key is needed: set CONDUIT_ADMIN_KEY or give --key')
  if (!/^[\x21-\x7e]+$/.test(key)) throw usageError('this is not an API key')
  return createApi({ url: serverUrl(values), key })
}
