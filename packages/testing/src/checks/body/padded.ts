/** The same document in a body of so many bytes; null where the format allows no such thing. */
export function padded(format: string, body: Buffer, bytes: number): Buffer | null {
  if (format === 'json' || format === 'xml') {
    return Buffer.concat([body, Buffer.alloc(bytes - body.length, ' ')])
  }
  if (format !== 'form') return null
  const before = Buffer.concat([body, Buffer.from('&zz_unknown=')])
  return Buffer.concat([before, Buffer.alloc(bytes - before.length, 'x')])
}
