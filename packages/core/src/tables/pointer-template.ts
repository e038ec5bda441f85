import { foldedName } from './fold-name.ts'
import { child, escapeToken, pointerTokens } from './pointer.ts'

/** What the open tokens of a path stood for at a place, the last one first. */
export interface Stars {
  /** Of a `**` any number, of all others one. */
  readonly tokens: readonly string[]
  /** It was a name in any spelling. */
  readonly isName: boolean
  readonly before: Stars | null
}

/** A pointer in which each open token takes what the path's own stood for. */
export interface PointerTemplate {
  readonly pointer: string
  readonly tokens: readonly TemplateToken[]
  readonly isOpen: boolean
}

/** A name; or what only the data knows: a star, or a name in any spelling. */
type TemplateToken = string | typeof star | typeof anySpelling

const star = Symbol('*')
const anySpelling = Symbol('(name)')

/**
 * Splits a pointer once.
 * @param isLiteral only `*` has a meaning in it
 */
export function templateOf(pointer: string, isLiteral = false): PointerTemplate {
  const tokens = pointerTokens(pointer).map(token => templateToken(token, isLiteral))
  return { pointer, tokens, isOpen: tokens.some(token => typeof token !== 'string') }
}

/** The same, which splits equal pointers once: they are known by being the same template. */
export function templateMaker(): typeof templateOf {
  const plain = new Map<string, PointerTemplate>()
  const literal = new Map<string, PointerTemplate>()
  return (pointer, isLiteral = false) => {
    const known = isLiteral ? literal : plain
    const made = known.get(pointer) ?? templateOf(pointer, isLiteral)
    known.set(pointer, made)
    return made
  }
}

/** The template of a member of what it leads to. @param name as it stands in the data */
export function below({ pointer, tokens, isOpen }: PointerTemplate, name: string): PointerTemplate {
  return { pointer: `${pointer}/${escapeToken(name)}`, tokens: [...tokens, name], isOpen }
}

function templateToken(token: string, isLiteral: boolean): TemplateToken {
  if (token === '*') return star
  if (isLiteral) return token
  if (token === '**' || token === '*others') return star
  return foldedName(token) === null ? token : anySpelling
}

/** Follows a template from the event's part. */
export function valueAtTemplate(
  template: PointerTemplate,
  part: unknown,
  stars: Stars | null,
): unknown {
  if (template.isOpen && !isOneStar(stars)) return filled(template, stars).reduce(child, part)
  // Most paths have one open token, and are asked about for each member of an object.
  let stood = stars?.tokens[0] ?? ''
  let value = part
  for (const token of template.tokens) {
    if (typeof token === 'string') {
      value = child(value, token)
    } else {
      value = child(value, token === star ? stood : '')
      stood = token === star ? '' : stood
    }
  }
  return value
}

function isOneStar(stars: Stars | null): boolean {
  return stars !== null && stars.before === null && !stars.isName && stars.tokens.length === 1
}

/** The template as a pointer. */
export function pointerOf(template: PointerTemplate, stars: Stars | null): string {
  if (!template.isOpen) return template.pointer
  let pointer = ''
  for (const token of filled(template, stars)) pointer += `/${escapeToken(token)}`
  return pointer
}

function filled({ tokens, isOpen }: PointerTemplate, stars: Stars | null): readonly string[] {
  if (!isOpen) return tokens as readonly string[]
  const all = inOrder(stars)
  const way: string[] = []
  let next = 0
  let nextName = 0
  for (const token of tokens) {
    if (typeof token === 'string') {
      way.push(token)
      continue
    }
    const isName = token !== star
    let at = isName ? nextName : next
    while (at < all.length && all[at]?.isName !== isName) at++
    if (isName) nextName = at + 1
    else next = at + 1
    const stood = all[at]
    if (stood === undefined) way.push('')
    else for (const each of stood.tokens) way.push(each)
  }
  return way
}

/** What the open tokens stood for, the first one first. */
function inOrder(stars: Stars | null): readonly Stars[] {
  const all: Stars[] = []
  for (let each = stars; each !== null; each = each.before) all.push(each)
  return all.reverse()
}
