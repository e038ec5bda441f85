import { styleText } from 'node:util'
import type { Terminal } from './terminal.ts'

/** Draws text where the output can show it. */
export interface Paint {
  bold(text: string): string
  good(text: string): string
  bad(text: string): string
}

/** Colours for a terminal; none where the output is no terminal, or where `NO_COLOR` is set. */
export function paintFor({ stdout, env }: Pick<Terminal, 'stdout' | 'env'>): Paint {
  const plain = stdout.isTTY !== true || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb'
  const style = (name: 'bold' | 'green' | 'red') => (text: string) =>
    plain ? text : styleText(name, text)
  return { bold: style('bold'), good: style('green'), bad: style('red') }
}
