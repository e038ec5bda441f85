import { Zip, ZipDeflate } from 'fflate'

/** A file of an archive. */
export interface ZippedFile {
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/**
 * Packs files into a zip archive, piece by piece: no file is ever in memory as a whole.
 *
 * @param at the time that the files have
 * @example
 * Readable.from(zipFiles([{ name: 'a.txt', chunks: [Buffer.from('a')] }], new Date()))
 */
export async function* zipFiles(
  files: readonly ZippedFile[],
  at: Date,
): AsyncGenerator<Uint8Array, void, void> {
  const packed: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    packed.push(chunk)
  })
  for (const { name, chunks } of files) {
    const file = new ZipDeflate(name)
    file.mtime = at
    zip.add(file)
    for await (const chunk of chunks) {
      file.push(chunk)
      yield* packed.splice(0)
    }
    file.push(new Uint8Array(), true)
    yield* packed.splice(0)
  }
  zip.end()
  yield* packed.splice(0)
}
