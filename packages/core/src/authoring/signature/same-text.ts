import { hash, timingSafeEqual } from 'node:crypto'

/**
 * Is this text the secret one? How long it takes tells nothing of where they differ.
 * @example if (!isSameText(request.header('x-acme-secret'), settings.secret)) refuse('unauthorized', 'another secret')
 */
export function isSameText(given: string | undefined, expected: string): boolean {
  return given !== undefined && timingSafeEqual(sha256(given), sha256(expected))
}

function sha256(text: string): Uint8Array {
  return hash('sha256', text, 'buffer')
}
