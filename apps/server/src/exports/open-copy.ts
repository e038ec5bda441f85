import { ConduitError } from '@conduit/core'
import type { Database } from '@conduit/db'
import { type OpenedExport, type OpenedPart, readParts } from '@conduit/db/exports'
import type { ExportSummary } from './export-format.ts'

/** A copy whose content is read, piece by piece. */
export interface OpenCopy {
  readonly summary: ExportSummary
  /** What a platform brought: pieces of documents, or of lists of activities. */
  readonly pieces: (
    kind: 'document' | 'activities',
    integrationId: string,
  ) => AsyncGenerator<OpenedPart, void, void>
  /** Whether as many pieces were read as there are. @throws {ConduitError} it was deleted meanwhile */
  readonly assertWhole: () => void
}

/**
 * Opens a copy.
 * @throws {ConduitError} `unavailable`; `not_found`: it was deleted meanwhile
 */
export async function openCopy(database: Database, copy: OpenedExport): Promise<OpenCopy> {
  let count = 0
  const counted = async function* (parts: AsyncGenerator<OpenedPart, void, void>) {
    for await (const part of parts) {
      count += 1
      yield part
    }
  }
  const texts: Uint8Array[] = []
  for await (const { text } of counted(readParts(database, copy, 'summary', null))) texts.push(text)
  if (texts.length === 0) throw new ConduitError('not_found')
  return {
    summary: JSON.parse(Buffer.concat(texts).toString()) as ExportSummary,
    pieces: (kind, integrationId) => counted(readParts(database, copy, kind, integrationId)),
    assertWhole: () => {
      if (count !== copy.parts) throw new ConduitError('not_found')
    },
  }
}

/** Whole things, of their pieces. */
export async function* wholeOf(
  pieces: AsyncIterable<OpenedPart>,
): AsyncGenerator<string, void, void> {
  let texts: Uint8Array[] = []
  for await (const { text, isMore } of pieces) {
    if (!isMore && texts.length > 0) {
      yield Buffer.concat(texts).toString()
      texts = []
    }
    texts.push(text)
  }
  if (texts.length > 0) yield Buffer.concat(texts).toString()
}
