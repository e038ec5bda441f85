import { renderTable } from '@conduit/bench'
import { faultsOf, type Result } from './result.ts'

const heads = [
  'fault',
  'on',
  'sent',
  'acknowledged',
  'stored',
  'lost',
  'doubled',
  'half-written',
  'longest wait ms',
  'start ms',
  'recovery ms',
  'answers',
]

/** The table, and below it what is wrong or was skipped. */
export function render(results: readonly Result[]): string {
  const notes = results.flatMap(result => {
    const where = `${result.fault} on ${result.on}`
    const wrong = faultsOf(result).map(each => `FAULT ${where}: ${each}`)
    const told = (result.notes ?? []).map(each => `${where}: ${each}`)
    const skipped = result.skipped === undefined ? [] : [`skipped ${where}: ${result.skipped}`]
    return [...wrong, ...told, ...skipped]
  })
  return `${[renderTable([heads, ...results.map(cellsOf)]), ...notes].join('\n')}\n`
}

function cellsOf({ fault, on, measured, skipped }: Result): readonly string[] {
  if (measured === undefined) {
    return [
      fault,
      on,
      ...heads.slice(3).map(() => '–'),
      skipped === undefined ? 'failed' : 'skipped',
    ]
  }
  const { statuses, halfWritten } = measured
  return [
    fault,
    on,
    String(measured.sent),
    String(measured.acknowledged),
    String(measured.stored),
    String(measured.lost),
    String(measured.doubled),
    String(Object.values(halfWritten).reduce((sum, rows) => sum + rows, 0)),
    String(measured.longestWaitMs),
    String(measured.startMs),
    String(measured.recoveryMs ?? 'never'),
    Object.entries(statuses)
      .map(([status, times]) => `${status}×${times}`)
      .join(' '),
  ]
}
