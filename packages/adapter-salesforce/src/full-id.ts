const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/**
 * A record's id with 18 characters: the last three say which letters of each third are capitals. Null:
 * it is no id of one record.
 */
export function fullId(id: string): string | null {
  if (!/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(id) || /^0{15}/.test(id)) return null
  if (id.length === 18) return id
  const ends = [0, 5, 10].map(at => {
    const capitals = [...id.slice(at, at + 5)].map((letter, bit) =>
      /[A-Z]/.test(letter) ? 2 ** bit : 0,
    )
    return letters.charAt(capitals.reduce((sum, each) => sum + each, 0))
  })
  return id + ends.join('')
}
