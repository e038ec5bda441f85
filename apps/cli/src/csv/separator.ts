import { open } from 'node:fs/promises'
import { usageError } from '../cli-error.ts'

const separators = [',', ';', '\t'] as const
const headBytes = 4096

/**
 * What separates the columns of a file: of comma, semicolon and tab the one that its first line has most of.
 * @throws {CliError} there is no such file, or it is not UTF-8
 */
export async function separatorOf(path: string): Promise<string> {
  const [line = ''] = (await headOf(path)).split(/[\r\n]/, 1)
  const counts = separators.map(each => line.split(each).length)
  return separators[counts.indexOf(Math.max(...counts))] ?? ','
}

async function headOf(path: string): Promise<string> {
  try {
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
      const head = buffer.subarray(0, bytesRead)
      if (head.includes(0)) throw usageError('the file must be UTF-8')
      return head.toString()
    } finally {
      await file.close()
    }
  } catch (error) {
    if ((error as { code?: unknown }).code === undefined) throw error
    const isMissing = (error as { code?: unknown }).code === 'ENOENT'
    throw usageError(isMissing ? 'there is no such file' : 'the file cannot be read')
  }
}
