/** Longer ones are no names, and are compared as they are. */
const longestFolded = 256

/**
 * A name that others choose, as names are compared: its letters and digits, without case and accents.
 * @example foldName('First_Name:') === foldName('first name')
 * @example foldName('Prénom *') // 'prenom'
 */
export function foldName(name: string): string {
  const lower = name.toLowerCase()
  if (name.length > longestFolded || !/[^a-z0-9]/.test(lower)) return lower
  // Most names are ASCII, whose letters are found in half the time.
  if (!/[^ -~]/.test(lower)) return lower.replaceAll(/[^a-z0-9]+/g, '')
  return withoutAccents(lower).replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

function withoutAccents(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll('ß', 'ss')
}

/** The name of a token that is written `(first name)`, folded; null for other tokens. */
export function foldedName(token: string): string | null {
  const match = /^\((.+)\)$/.exec(token)
  return match === null ? null : foldName(match[1] ?? '')
}
