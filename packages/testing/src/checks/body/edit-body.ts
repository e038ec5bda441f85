import { pointerTokens } from '@conduit/core'
import { memberOf } from './member-of.ts'
import { setAt } from './set-at.ts'

/** What to put at a pointer; undefined takes it away. */
export type Edits = ReadonlyMap<string, unknown>

/**
 * A body with other values at some pointers of its decoded document, otherwise as it was. In XML
 * only texts can be replaced, by what stood there.
 */
export function editBody(format: string, body: Buffer, edits: Edits, document: unknown): Buffer {
  if (format === 'json') {
    const changed: unknown = JSON.parse(body.toString())
    for (const [pointer, value] of edits) setAt(changed, pointerTokens(pointer), value)
    return Buffer.from(JSON.stringify(changed))
  }
  if (format === 'form') return editForm(body, edits)
  if (format === 'xml') return editXml(body, edits, document)
  return body
}

function editForm(body: Buffer, edits: Edits): Buffer {
  const fields = [...new URLSearchParams(body.toString())]
  for (const [pointer, value] of edits) {
    const [first = '', ...rest] = pointerTokens(pointer)
    const name = first + rest.map(token => `[${token}]`).join('')
    const index = fields.findIndex(([each]) => each === name || each === listName(name))
    const inside = fields.findIndex(([each]) => each === first)
    if (index >= 0) {
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      fields.splice(index, 1, ...(value === undefined ? [] : [[name, text] as [string, string]]))
    } else if (inside >= 0 && rest.length > 0) {
      fields[inside] = [first, editText(fields[inside]?.[1] ?? '', rest, value)]
    }
  }
  return Buffer.from(new URLSearchParams(fields).toString())
}

/** A field that holds a JSON text. */
function editText(text: string, tokens: readonly string[], value: unknown): string {
  const document: unknown = JSON.parse(text)
  setAt(document, tokens, value)
  return JSON.stringify(document)
}

/** `a[b][0]` as it may also be written, `a[b][]`. */
function listName(name: string): string {
  return name.replace(/\[\d+\]$/, '[]')
}

function editXml(body: Buffer, edits: Edits, document: unknown): Buffer {
  const pairs = [...edits].flatMap(([pointer, value]) => {
    const old = pointerTokens(pointer).reduce<unknown>(memberOf, document)
    return typeof old === 'string' && old.length > 1 ? [[old, String(value ?? '')] as const] : []
  })
  let text = body.toString()
  for (const [index, [old, value]] of pairs.entries()) {
    const written = `>${escapeXml(old)}<`
    const isLast = pairs.findLastIndex(([each]) => each === old) === index
    // Of several places with one text each gets its own; the last one all that is left.
    const replace = isLast ? text.replaceAll.bind(text) : text.replace.bind(text)
    text = replace(written, () => `>${escapeXml(value)}<`)
  }
  return Buffer.from(text)
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
