import { isDeepStrictEqual } from 'node:util'
import type { ScriptedCall } from '../recording/recording.ts'

/** A call as the fake platform got it. */
export interface PlatformCall {
  readonly method: string
  /** With the scheme and host that the adapter meant to call. */
  readonly url: URL
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/**
 * In what a call differs from a scripted one; empty: it is that call. Headers that the script does
 * not name are free; so are query keys beside those of `matchQuery`.
 */
export function callDifferences(
  call: PlatformCall,
  expected: ScriptedCall['request'],
): readonly string[] {
  return [
    ...differsIn('method', call.method, expected.method ?? 'GET'),
    ...addressDifferences(call, expected),
    ...Object.entries(expected.headers ?? {}).flatMap(([name, value]) =>
      differsIn(`header ${name}`, headerOf(call, name), comparable(name, value)),
    ),
    ...(expected.body === undefined ? [] : differsIn('body', call.body, expected.body)),
    ...bodyMatchDifferences(call, expected.bodyMatch),
  ]
}

function addressDifferences(
  { url }: PlatformCall,
  expected: ScriptedCall['request'],
): readonly string[] {
  const address = expected.url ?? expected.path
  if (address === undefined) return []
  const wanted = new URL(address, url.origin)
  return [
    ...differsIn('host', url.host, wanted.host),
    ...differsIn('path', url.pathname, wanted.pathname),
    ...queryDifferences(url, wanted, expected.matchQuery),
  ]
}

function queryDifferences(
  url: URL,
  wanted: URL,
  match: ScriptedCall['request']['matchQuery'],
): readonly string[] {
  if (match === undefined) return differsIn('query', sorted(url), sorted(wanted))
  const pairs = Array.isArray(match)
    ? match.map(key => [key, wanted.searchParams.get(key)] as const)
    : Object.entries(match).map(([key, value]) => [key, String(value)] as const)
  return pairs.flatMap(([key, value]) =>
    differsIn(`query ${key}`, url.searchParams.get(key), value),
  )
}

function bodyMatchDifferences(
  call: PlatformCall,
  match: ScriptedCall['request']['bodyMatch'],
): readonly string[] {
  if (match === undefined) return []
  const body = jsonOf(call.body)
  return Object.entries(match).flatMap(([key, value]) =>
    isDeepStrictEqual(body[key], value)
      ? []
      : [`body ${key}: ${JSON.stringify(body[key])} instead of ${JSON.stringify(value)}`],
  )
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function headerOf(call: PlatformCall, name: string): string | null {
  const value = call.headers[name.toLowerCase()]
  return value === undefined ? null : comparable(name, value)
}

/** The parameters of a content type say nothing that a platform would insist on. */
function comparable(name: string, value: string): string {
  if (name.toLowerCase() !== 'content-type') return value
  return value.split(';')[0]?.trim().toLowerCase() ?? ''
}

function sorted(url: URL): string {
  const pairs = [...url.searchParams].map(([key, value]) => `${key}=${value}`)
  return pairs.sort().join('&')
}

function differsIn(what: string, actual: string | null, expected: string | null): string[] {
  if (actual === expected) return []
  return [`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`]
}
