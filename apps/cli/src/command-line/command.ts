import type { Terminal } from '../terminal/terminal.ts'

/** An option of a command. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly summary: string
  /** What its value is called in the help, `id`. */
  readonly value?: string
  readonly required?: boolean
  readonly multiple?: boolean
}

/** Options by name, without the dashes. */
export type Options = Readonly<Record<string, Option>>

/** Something that is given by its place. */
export interface Argument {
  readonly name: string
  readonly summary: string
  readonly required?: boolean
}

/** What an option became on the command line. */
type ValueOf<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { multiple: true }
    ? readonly string[]
    : O extends { required: true }
      ? string
      : string | undefined

/** The options of a command as it finds them. */
export type Values<O extends Options> = { readonly [K in keyof O]: ValueOf<O[K]> }

/** What a command works with. */
export interface Invocation<O extends Options = Options> {
  readonly values: Values<O>
  /** One for each argument; undefined where it was left out. */
  readonly positionals: readonly (string | undefined)[]
  readonly json: boolean
  readonly terminal: Terminal
}

/** What a command says at its end. */
export interface Result {
  /** For `--json`. Its shape is relied on by scripts. Undefined: all has been printed. */
  readonly data: unknown
  /** For people; empty: nothing. */
  readonly text: string
  /** Default 0. */
  readonly exitCode?: number
}

/** One command. Make it with `defineCommand`. */
export interface Command {
  /** One word or two: `send`, `controllers create`. */
  readonly name: string
  readonly summary: string
  readonly arguments: readonly Argument[]
  readonly options: Options
  run(invocation: Invocation): Promise<Result>
}

/**
 * Makes a command; `run` sees its options with their types.
 *
 * @example
 * defineCommand({
 *   name: 'greet', summary: 'Greets.', options: { who: { type: 'string', summary: 'Whom.', required: true } },
 *   run: async ({ values }) => ({ data: values, text: `Hello ${values.who}` }),
 * })
 */
export function defineCommand<const O extends Options>(command: {
  readonly name: string
  readonly summary: string
  readonly arguments?: readonly Argument[]
  readonly options?: O
  run(invocation: Invocation<O>): Promise<Result>
}): Command {
  return {
    name: command.name,
    summary: command.summary,
    arguments: command.arguments ?? [],
    options: command.options ?? {},
    // `parseCommandLine` has made the values fit these options.
    run: invocation => command.run(invocation as Invocation<O>),
  }
}
