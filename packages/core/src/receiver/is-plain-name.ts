const mostCharacters = 100
const suspicious = /[@<>]/

/**
 * May a text from outside be kept in clear, as the name of a type, of an account, of a delivery? At
 * most 100 characters, without `@` and markup: what a name never has, and an address or a message does.
 */
export function isPlainName(text: string): boolean {
  return text.length <= mostCharacters && !suspicious.test(text)
}
