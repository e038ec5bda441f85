import type { Call } from '../contract/platform.ts'

/** A platform's API: where it is, and the setting that opens it. */
export interface BearerApi<Settings> {
  /** Address that the paths of calls are appended to. */
  base(settings: Settings): string
  token(settings: Settings): string | undefined
  /** Further headers of each call, such as the version of the API. */
  readonly headers?: Call['headers']
}

/**
 * `hosts` of an adapter, and its calls, where one token of the settings opens an API in JSON. Without
 * it nothing can be called.
 *
 * @example
 * export const { hosts, apiCall } = bearerApi<Settings>({
 *   base: () => 'https://api.acme.example/v1',
 *   token: ({ apiKey }) => apiKey,
 * })
 */
export function bearerApi<Settings>({ base, token, headers }: BearerApi<Settings>) {
  return {
    hosts: (settings: Settings): readonly string[] =>
      token(settings) === undefined ? [] : [new URL(base(settings)).host],
    /** A GET of a path that was checked; `json` as that of a `Call`. */
    apiCall: (settings: Settings, path: string, json: Call['json'] = true): Call => ({
      url: base(settings) + path,
      headers: {
        authorization: `Bearer ${token(settings)}`,
        accept: 'application/json',
        ...headers,
      },
      json,
    }),
  }
}
