import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

/** The HTTP client. Its hundred files are loaded by the first call: many servers never make one. */
export function undici(): typeof import('undici') {
  return load('undici')
}
