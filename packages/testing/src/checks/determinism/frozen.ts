/** A deep copy of a value that nobody can change. Bytes and dates are left as they are. */
export function frozen<T>(value: T): T {
  return freeze(structuredClone(value))
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const member of Object.values(value)) freeze(member)
  return Object.freeze(value)
}
