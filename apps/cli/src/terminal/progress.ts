import type { Terminal } from './terminal.ts'

/** Shows how far something is, on a terminal that a person looks at; elsewhere nothing. */
export interface Progress {
  readonly show: (label: string, done: number, all: number) => void
  /** Takes it away again. */
  readonly end: () => void
}

const width = 30

export function progressOn({ stderr }: Pick<Terminal, 'stderr'>): Progress {
  if (stderr.isTTY !== true) return { show: () => {}, end: () => {} }
  const write = (text: string) => void stderr.write(`\r\u001b[2K${text}`)
  return {
    show: (label, done, all) => {
      const share = all === 0 ? 1 : Math.min(done / all, 1)
      const bar = '█'.repeat(Math.round(share * width)).padEnd(width, '░')
      write(`${bar} ${Math.floor(share * 100)} %  ${label}`)
    },
    end: () => write(''),
  }
}
