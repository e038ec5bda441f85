import type { FastifyRequest } from 'fastify'
import { ConduitError } from '../contract/errors.ts'

/** What a piece of a body costs beside its bytes: a body in pieces of one byte is no small one. */
const bytesPerPiece = 256

/** What is read. */
export interface BodyReading {
  /** Where the body comes from. */
  readonly payload: FastifyRequest['raw']
  /** Bytes that the sender announced. */
  readonly announced: string | undefined
  /** Most bytes that are read. */
  readonly limit: number
  /** Takes bytes of the budget; false: nothing is left. */
  readonly take: (bytes: number) => boolean
}

/**
 * Reads a body as bytes, as Fastify's own parser does, within a budget beside its own limit: many
 * bodies that never end would else hold as much as they like.
 *
 * @param done called once, with `too_large`, `unavailable` or `invalid`, or with all the bytes
 */
export function readCall(
  { payload, announced, limit, take }: BodyReading,
  done: (error: Error | null, body?: Buffer) => void,
): void {
  const length = announced === undefined ? null : Number(announced)
  if (length !== null && length > limit) {
    done(tooLarge())
    return
  }
  const pieces: Buffer[] = []
  let received = 0
  const end = (error: Error | null) => {
    payload.off('data', onData).off('end', onEnd).off('error', onError)
    done(error, error === null ? Buffer.concat(pieces, received) : undefined)
  }
  const onData = (piece: Buffer) => {
    received += piece.length
    if (received > limit) end(tooLarge())
    else if (take(piece.length + bytesPerPiece)) pieces.push(piece)
    else end(new ConduitError('unavailable', { reasonKey: 'bodies_too_many' }))
  }
  const onEnd = () =>
    end(length === null || length === received ? null : new ConduitError('invalid'))
  const onError = (cause: Error) => end(new ConduitError('invalid', { cause }))
  payload.on('data', onData).on('end', onEnd).on('error', onError)
}

function tooLarge(): ConduitError {
  return new ConduitError('too_large', { reasonKey: 'body_too_large' })
}
