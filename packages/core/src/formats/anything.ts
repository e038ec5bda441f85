import type { BodyFormat } from '../contract/body-format.ts'

/**
 * Any body under any content type, or none: for platforms that say everything in headers. What the
 * body holds is not read, so nothing in it can be refused; the decoded document is `{}`.
 *
 * @example
 * formats: [anything()] // Google Drive sends an empty body as `application/json; utf-8`
 */
export function anything(): BodyFormat {
  return { name: 'anything', types: null, decode: () => ({}) }
}
