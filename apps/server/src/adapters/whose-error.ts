import { fileURLToPath } from 'node:url'
import { framesOf } from '@conduit/core/host'
import { packageRoot } from './package-root.ts'

/** How an error came to nobody: thrown, which broke off whoever had called, or a promise was rejected. */
export type StrayKind = 'uncaughtException' | 'unhandledRejection'

/**
 * Tells which adapter an error comes from that nobody waited for. A rejection has its adapter anywhere in
 * its stack. What was thrown is the adapter's only where it stands outermost: if we called it, we were broken off.
 *
 * @param roots folder of its package by adapter, without links
 * @returns name of the adapter; null: it comes from anywhere else
 */
export function whoseError(
  error: unknown,
  kind: StrayKind,
  roots: ReadonlyMap<string, string>,
): string | null {
  if (!(error instanceof Error)) return null
  const files = framesOf(error).flatMap(fileOf)
  const packages = (kind === 'uncaughtException' ? files.slice(-1) : files).map(packageRoot)
  for (const [adapter, root] of roots) if (packages.includes(root)) return adapter
  return null
}

/** The file of a frame, `parse (file:///a/b.js:1:2)`; none where Node itself ran, or somebody waited. */
function fileOf(frame: string): readonly string[] {
  if (frame.startsWith('async ')) return []
  const start = frame.lastIndexOf('(') + 1
  const place = frame.slice(start).replace(position, '')
  if (place.startsWith('node:')) return []
  return [place.startsWith('file:') ? fileURLToPath(place) : place]
}

const position = /:\d+:\d+\)?$/
