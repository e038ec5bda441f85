const shape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Is this a UUID in lower case, the one form in which ids are written here? */
export function isUuid(text: string): boolean {
  return shape.test(text)
}
