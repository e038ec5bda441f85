import { decodeId } from '@conduit/core/host'
import type { OpenCopy } from './open-copy.ts'

const text = (value: string): Uint8Array => Buffer.from(value)

/** `data.json`: documents stand in it with the bytes that were sealed. */
export async function* writeData(copy: OpenCopy): AsyncGenerator<Uint8Array, void, void> {
  const { platforms, ...rest } = copy.summary
  yield text(`${openEnd(rest)},"platforms":[`)
  for (const [index, platform] of platforms.entries()) {
    yield text(`${index > 0 ? ',' : ''}${openEnd(platform)},"activities":[`)
    yield* listed(copy, 'activities', platform.integrationId)
    yield text('],"documents":[')
    yield* listed(copy, 'document', platform.integrationId)
    yield text(']}')
  }
  copy.assertWhole()
  yield text(']}\n')
}

/** An object without its last brace: members follow. */
function openEnd(value: object): string {
  return JSON.stringify(value).slice(0, -1)
}

async function* listed(
  copy: OpenCopy,
  kind: 'document' | 'activities',
  integrationId: string,
): AsyncGenerator<Uint8Array, void, void> {
  let isFirst = true
  for await (const piece of copy.pieces(kind, idOf(integrationId))) {
    if (!piece.isMore && !isFirst) yield text(',')
    isFirst = false
    yield piece.text
  }
}

/** The id that an integration has in its row. */
export function idOf(integrationId: string): string {
  return decodeId('integration', integrationId)?.id ?? ''
}
