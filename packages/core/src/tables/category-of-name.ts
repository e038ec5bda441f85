import type { PiiCategory } from '@conduit/privacy'
import { foldName } from './fold-name.ts'
import {
  categoryBesidePerson,
  categoryByName,
  categoryInPerson,
  emptyWords,
  endings,
  othersWords,
  ownWords,
  wrappers,
} from './known-names.ts'

/** What a name that others chose says of the value beside it. */
export interface NamedCategory {
  readonly category: PiiCategory
  /** The value is of the person whom the record is about, as far as the name tells. */
  readonly isOwn: boolean
}

/** Longer ones are no names. */
const longestName = 200
/** `shipping_address_2__c` takes three steps; what takes more is not a name of one thing. */
const mostSteps = 5
/** Questions are searched for names of up to three words. */
const mostWords = 3
/** A sentence takes longer to be searched than a name to be compared. */
const longestSentence = 120
/** Shorter names mean something only by themselves: `tel`, `ip`. */
const shortestInside = 4

/** Packages of Salesforce put their own name before a field's: `npe01__WorkEmail__c`. */
const packageName = /^[A-Za-z]\w{0,14}?__(?=\w+__p?c$)/

const before: ReadonlyMap<string, boolean | null> = new Map([
  ...emptyWords.map(word => [word, null] as const),
  ...ownWords.map(word => [word, true] as const),
  ...othersWords.map(word => [word, false] as const),
])
const endingWords: ReadonlySet<string> = new Set(endings)
/** Lengths of the words before a name, by their first letter, the longest first. */
const lengthsBefore = lengthsBy([...before.keys()], word => word[0])
/** Lengths of the endings, by their last letter. */
const lengthsBehind = lengthsBy(endings, word => word.at(-1))
const none: readonly number[] = []

/**
 * The category of personal data that a name speaks of: the name of a custom field, a form's label, a
 * question. Names are compared folded, without what is put before and behind them: `billing_phone`,
 * `addr1_initialvalue`, `E-mail address *` and `What is your date of birth?` are known.
 *
 * Linear in the name, of which no more than 200 characters are looked at.
 *
 * @param name as its author wrote it
 * @param around name of what it stands in: `name` says more in `billing_address` than in `product`
 * @returns null: the name says nothing
 * @example categoryOfName('Shipping_First-Name:') // { category: 'name', isOwn: false }
 */
export function categoryOfName(name: string, around = ''): NamedCategory | null {
  return categoryBeside(name, personIn(around))
}

/**
 * The same where it is known whose the data around it are.
 * @param isOwn see `personIn`
 */
export function categoryBeside(name: string, isOwn: boolean | null): NamedCategory | null {
  if (name.length > longestName) return null
  const folded = foldName(name.replace(packageName, ''))
  return ofFolded(folded, isOwn) ?? insideWords(name)
}

/** @param isOwn what surrounds it is a person: the record's own, or another; null: no person is known */
function ofFolded(folded: string, isOwn: boolean | null): NamedCategory | null {
  let rest = folded
  let person = isOwn
  for (let step = 0; step < mostSteps && rest !== ''; step++) {
    const known = categoryByName.get(rest) ?? besidePerson(rest, person, step === 0)
    if (known !== undefined) return { category: known, isOwn: person !== false }
    const shorter = withoutEnding(rest)
    if (shorter !== null) {
      rest = shorter
      continue
    }
    const word = wordBefore(rest)
    if (word === null) return null
    rest = rest.slice(word.length)
    const says = before.get(word) ?? null
    person = says === false || person === false ? false : (says ?? person)
  }
  return null
}

/** @param isWhole nothing was taken from the name: it is what surrounds it that tells of a person */
function besidePerson(
  name: string,
  person: boolean | null,
  isWhole: boolean,
): PiiCategory | undefined {
  if (person === null) return undefined
  return (isWhole ? categoryInPerson : categoryBesidePerson).get(name)
}

/** Without what stands behind every name of a form: a word, or the number of the line. */
function withoutEnding(name: string): string | null {
  for (const length of lengthsBehind.get(name.at(-1) ?? '') ?? none) {
    const start = name.slice(0, -length)
    if (endingWords.has(name.slice(-length)) && categoryByName.has(start)) return start
  }
  let end = name.length
  while (end > 0 && isDigit(name, end - 1)) end--
  return end === 0 || end === name.length ? null : name.slice(0, end)
}

/** The longest known word that the name begins with, or a number, and something after it. */
function wordBefore(name: string): string | null {
  let digits = 0
  while (digits < name.length && isDigit(name, digits)) digits++
  if (digits > 0) return digits === name.length ? null : name.slice(0, digits)
  for (const length of lengthsBefore.get(name[0] ?? '') ?? none) {
    const word = length < name.length ? name.slice(0, length) : ''
    if (before.has(word)) return word
  }
  return null
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}

function lengthsBy(
  words: readonly string[],
  letterOf: (word: string) => string | undefined,
): ReadonlyMap<string, readonly number[]> {
  const lengths = new Map<string, Set<number>>()
  for (const word of words) {
    const letter = letterOf(word) ?? ''
    lengths.set(letter, (lengths.get(letter) ?? new Set()).add(word.length))
  }
  return new Map([...lengths].map(([letter, all]) => [letter, [...all].sort((a, b) => b - a)]))
}

/**
 * Is the name that of a person, or of something of theirs? True: of the record's own; false: of another;
 * null: of nobody.
 */
export function personIn(around: string): boolean | null {
  if (around === '' || around.length > longestName) return null
  const folded = foldName(around)
  let person: boolean | null = categoryByName.get(folded) === 'postal_address' ? true : null
  let rest = folded
  for (let step = 0; step < mostSteps && rest !== ''; step++) {
    const word = before.has(rest) ? rest : wordBefore(rest)
    if (word === null) break
    const says = before.get(word) ?? null
    if (says === false) return false
    person = says ?? person
    rest = rest.slice(word.length)
  }
  return person
}

/**
 * May what stands under a name be of the person whom the record is about? So it is under `customer`, and
 * under what says nothing of anybody, `properties`; not under `store`, `doctor` or `friend`.
 */
export function mayBeOwn(name: string): boolean {
  if (name.length > longestName) return false
  const folded = foldName(name)
  return /^\d*$/.test(folded) || wrappers.has(folded) || personIn(name) === true
}

/**
 * A name inside a sentence, or at the end of words of which we know nothing: `What is your e-mail?`,
 * `loyaltyProgramEmail`. Whose it is, neither tells.
 */
function insideWords(name: string): NamedCategory | null {
  if (name.length > longestSentence || !/[^a-z0-9]/.test(name)) return null
  const words = wordsOf(name)
  while (words.length > 1 && endingWords.has(words.at(-1) ?? '')) words.pop()
  const isSentence = /\s\S+\s|[?(]/.test(name)
  for (let count = Math.min(mostWords, words.length); count > 0; count--) {
    const last = words.length - count
    for (let at = isSentence ? 0 : last; at <= last; at++) {
      const phrase = words.slice(at, at + count).join('')
      const category = phrase.length < shortestInside ? undefined : categoryByName.get(phrase)
      if (category !== undefined) return { category, isOwn: false }
    }
  }
  return null
}

/** Words of a question that tell where something goes, and not whom it is about. */
const directions: ReadonlySet<string> = new Set(['to', 'from', 'cc', 'bcc'])

/**
 * Does a question name somebody beside who answers it? What is answered is not theirs then:
 * `Parents' e-mail`, `Whom may we call in an emergency?`. Linear in the question.
 */
export function namesOthers(question: string): boolean {
  const words = wordsOf(question).filter(word => !directions.has(word))
  const isOther = (word: string) => before.get(word) === false
  return words.some((_, at) => {
    const phrases = [1, 2, 3].map(count => words.slice(at, at + count).join(''))
    return phrases.some(phrase => isOther(phrase) || isOther(phrase.replace(/s$/, '')))
  })
}

/** The words of a name, folded. Most names are ASCII, whose letters are told apart in half the time. */
function wordsOf(name: string): string[] {
  const isPlain = !/[^ -~]/.test(name)
  const apart = isPlain
    ? name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').split(/[^A-Za-z0-9]+/)
    : name.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').split(/[^\p{L}\p{N}\p{M}]+/u)
  return apart.map(foldName).filter(word => word !== '')
}
