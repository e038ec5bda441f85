/** What stands in the brackets of `"Name" <local@domain>`. */
export interface DisplayForm {
  /** Without quotes, escapes and comments. Holds a space where one stood within. */
  readonly local: string
  readonly domain: string
}

// RFC 5322 and its obsolete forms, with RFC 6532: letters beyond ASCII stand wherever ASCII ones
// do. Each part begins with a character that no part beside it takes, so that nothing is tried in
// two ways: the time is linear in the length. `blank` is for texts with one comment at most.
const letter = "[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~\\u0080-\\uffff]"
const comment = '\\((?:[^()\\\\]|\\\\.)*\\)'
const blank = ` *(?:${comment} *)?`
const quoted = '"(?:[^"\\\\]|\\\\.)*"'
const word = `(?:${letter}+|${quoted})`
const literal = '\\[(?:[^[\\]\\\\]|\\\\.)*\\]'
const looseDomain = `${blank}(?:${letter}+(?:${blank}\\.${blank}${letter}+)*|${literal})${blank}`
const looseLocal = `${blank}${word}${blank}(?:\\.${blank}${word}${blank})*`
const routes = `(?:[ ,]|${comment})*@${looseDomain}(?:,${blank}(?:@${looseDomain})?)*:`

const strictForm = new RegExp(
  `^(?:[ ]|${letter}|${quoted}|${comment})*` +
    `<${blank}(?<local>${letter}+(?:\\.${letter}+)*|${quoted})${blank}` +
    `@${blank}(?<domain>${letter}+(?:\\.${letter}+)*|\\[[^[\\]\\\\]*\\])${blank}>$`,
  's',
)
// `Doe, Jane <…>` is one person and `a@x.org, b@x.org <…>` is two: a display name may hold commas
// or an `@`, not both.
const looseFormWithCommas = looseFormWith(',')
const looseFormWithAt = looseFormWith('@')
const oneWord = new RegExp(`(?<before>${blank})(?<word>${word})(?<after>${blank})\\.?`, 'gsy')
const leadingLiteral = new RegExp(`^${blank}(${literal})`, 's')

/**
 * Reads `"Name" <local@domain>`, with one comment at most: nobody writes two.
 *
 * @param text one that ends in `>` and holds no control characters
 * @returns null where it is no address of one mailbox
 * @example
 * parseDisplayForm('Doe, Jane <jane@example.com>') // { local: 'jane', domain: 'example.com' }
 */
export function parseDisplayForm(text: string): DisplayForm | null {
  if (text.indexOf('(') !== text.lastIndexOf('(')) return null
  const strict = strictForm.exec(text)?.groups
  if (strict !== undefined) return formOf(strict, localOf)
  const looseForm = text.includes(',') ? looseFormWithCommas : looseFormWithAt
  const loose = looseForm.exec(text)?.groups
  return loose === undefined ? null : formOf(loose, looseLocalOf)
}

function looseFormWith(mark: ',' | '@'): RegExp {
  const name = `(?:${letter}|${quoted})(?:[ .${mark}]|${letter}|${quoted}|${comment})*`
  return new RegExp(
    `^(?:${blank},)*${blank}(?:${name})?` +
      `<(?:${routes})?(?<local>${looseLocal})@(?<domain>${looseDomain})>$`,
    's',
  )
}

function formOf(
  { local = '', domain = '' }: Readonly<Record<string, string | undefined>>,
  read: (local: string) => string,
): DisplayForm {
  return { local: read(local), domain: domainOf(domain) }
}

function localOf(written: string): string {
  if (!written.startsWith('"')) return written
  const content = written.slice(1, -1)
  // A run of spaces counts as one, before the closing quote as none.
  return content.replace(/\\(.)| +/gs, (run: string, escaped: string | undefined, at: number) => {
    if (escaped !== undefined) return escaped
    return at + run.length === content.length ? '' : ' '
  })
}

/** Blanks around a word that has no quotes stay, as one space: in the loose form they tell that it is no address. */
function looseLocalOf(written: string): string {
  const words = [...written.matchAll(oneWord)].map(({ groups = {} }) => {
    const { before = '', word: text = '', after = '' } = groups
    if (text.startsWith('"')) return localOf(text)
    return `${before && ' '}${text}${after && ' '}`
  })
  return words.join('.')
}

function domainOf(written: string): string {
  const plain = leadingLiteral.exec(written)?.[1] ?? withoutComment(written)
  return plain.replace(/\s+/g, '')
}

/** Without the one comment that a whole text may hold. */
function withoutComment(written: string): string {
  const start = written.indexOf('(')
  return start < 0 ? written : written.slice(0, start) + written.slice(written.lastIndexOf(')') + 1)
}
