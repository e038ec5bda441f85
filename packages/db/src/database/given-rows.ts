/**
 * Rows that one JSON parameter brings, as a table to select from: the text of the statement is the
 * same whatever their number. Bytes travel as hexadecimal text, and become bytes here alone.
 *
 * @param parameter number of the parameter
 * @param columns SQL types by name, as the JSON names them
 * @example
 * givenRows(1, { controllerId: 'uuid', token: 'bytea' })
 */
export function givenRows(parameter: number, columns: Readonly<Record<string, string>>): string {
  const described = Object.entries(columns)
  const values = described.map(([name, type]) =>
    type === 'bytea' ? `decode("${name}", 'hex') as "${name}"` : `"${name}"`,
  )
  const types = described.map(([name, type]) => `"${name}" ${type === 'bytea' ? 'text' : type}`)
  return `(select ${values.join(', ')} from json_to_recordset($${parameter}::json)
    as sent(${types.join(', ')})) as given`
}

/** Bytes as `givenRows` reads them. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
