/** What the bench wants to know of an answer. */
export interface Reply {
  readonly status: number
  /** Its body calls the event a duplicate. */
  readonly isDuplicate: boolean
}

interface Found {
  readonly reply: Reply
  /** Characters that it takes. */
  readonly length: number
}

/**
 * Reads HTTP/1.1 answers from the pieces that a connection brings. Only as much as the bench's own
 * servers need: each answer must say its length.
 *
 * @param answered called for each complete answer
 * @throws {Error} on an answer without `content-length`
 */
export function createReplyReader(answered: (reply: Reply) => void): (piece: Buffer) => void {
  let text = ''
  return piece => {
    // One byte is one character, so lengths agree.
    text += piece.toString('latin1')
    for (let found = find(text); found !== null; found = find(text)) {
      text = text.slice(found.length)
      answered(found.reply)
    }
  }
}

function find(text: string): Found | null {
  const headLength = text.indexOf('\r\n\r\n')
  if (headLength === -1) return null
  const head = text.slice(0, headLength)
  const bodyLength = /\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (bodyLength === undefined) throw new Error('an answer that does not say its length')
  const bodyAt = headLength + 4
  const length = bodyAt + Number(bodyLength)
  if (text.length < length) return null
  const isDuplicate = text.slice(bodyAt, length).includes('"duplicate":true')
  return { reply: { status: Number(head.slice(9, 12)), isDuplicate }, length }
}
