/** A step of a page: what is typed, and what asks the API for the same. Either may be missing, not both. */
export interface PageStep {
  readonly commands: string | null
  readonly questions: readonly string[]
}

/**
 * The steps of a page: each fenced block of `sh`, with those that stand right behind it and begin with
 * `ask`. One of these that has words in front is a step of its own.
 */
export function stepsOf(page: string): readonly PageStep[] {
  const steps: { commands: string | null; questions: string[] }[] = []
  let end = 0
  for (const { 0: block, 1: code = '', index } of page.matchAll(/^```sh\n(.*?)^```$/gms)) {
    const isSame = page.slice(end, index).trim() === ''
    end = index + block.length
    const last = steps.at(-1)
    if (!code.startsWith('ask ')) steps.push({ commands: code, questions: [] })
    else if (isSame && last !== undefined) last.questions.push(code)
    else steps.push({ commands: null, questions: [code] })
  }
  return steps
}

/** A line that is typed: its words, and what stands behind it as a comment. */
export interface PageLine {
  readonly words: readonly string[]
  readonly comment: string
}

const word = /'[^'\n]*'|[\w@.:/+=,…-]+/.source
const line = new RegExp(`^((?:${word})(?: +(?:${word}))*) *(?:#(.*))?$`)

/**
 * The lines of a block of `sh`. They are plain words or quoted ones: what means more than that to a shell
 * is refused, so that what is read here is what a shell would read.
 */
export function linesOf(commands: string): readonly PageLine[] {
  const joined = commands.replaceAll(/ *\\\n */g, ' ').split('\n')
  return joined
    .filter(text => text !== '')
    .map(text => {
      const [, typed, comment = ''] = line.exec(text) ?? []
      if (typed === undefined) throw new Error(`not plain words: ${text}`)
      const words = [...typed.matchAll(new RegExp(word, 'g'))].map(([each]) =>
        each.startsWith("'") ? each.slice(1, -1) : each,
      )
      return { words, comment }
    })
}

/** What the page writes for ids and a hash, `req_…`, `sub_other…`, `5c9e…`, and what they are. */
export interface Names {
  /** Puts what is known into the place of its name. @throws it is not known */
  readonly fill: (text: string) => string
  /** Takes each name of a comment from what was printed: what has its beginning and no other name. */
  readonly learn: (comment: string, printed: string) => void
  readonly of: (name: string) => string
}

const name = /\b(?:[a-z]{3}_[a-z]*|5c9e)…/g

/** @param known those that are known at first */
export function namesOf(known: Readonly<Record<string, string>>): Names {
  const values = new Map(Object.entries(known))
  const of = (each: string) => {
    const value = values.get(each)
    if (value === undefined) throw new Error(`nothing was printed that is ${each}`)
    return value
  }
  return {
    of,
    fill: text => text.replaceAll(name, of),
    learn: (comment, printed) => {
      for (const [each] of comment.matchAll(name)) {
        values.delete(each)
        const others = new Set(values.values())
        const like = each.includes('_')
          ? `\\b${each.slice(0, 4)}[\\w.-]{10,}`
          : '\\b[0-9a-f]{64}\\b'
        const found = printed.match(new RegExp(like, 'g'))?.find(value => !others.has(value))
        if (found === undefined) throw new Error(`${each} is not in what was printed: ${printed}`)
        values.set(each, found)
      }
    },
  }
}
