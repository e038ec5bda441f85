import { callFaults } from '@conduit/testing'
import type { ErasuresPlan, Part } from './read-erasures-plan.ts'
import type { Planned, Tried } from './run-erasures.ts'

/** All that was tried, by adapter. */
export interface Told {
  /** What was asked for: of that nothing may be missing. */
  readonly parts: ErasuresPlan['parts']
  readonly planned: readonly Planned[]
  readonly tried: readonly Tried[]
}

type Column = Pick<Tried, 'fault' | 'harm'>

const kills: readonly Column[] = [
  { fault: 'kill', harm: 'before' },
  { fault: 'kill', harm: 'after' },
]
const columns: readonly Column[] = [...callFaults.erase, ...kills]

const words: Readonly<Record<string, string>> = {
  silence: 'timeout',
  server_error: '500',
  rate_limited: '429 with `Retry-After`',
  throttled: '429',
  unauthorized: '401',
  forbidden: '403',
  not_found: '404',
  truncated: 'cut off',
  partial: 'half a page',
  html: 'HTML',
  kill: '`kill -9`',
}

/** Those of which it matters whether the platform had done its work. */
const twofold = new Set(['silence', 'server_error', 'html', 'kill'])

function headOf({ fault, harm }: Column): string {
  return twofold.has(fault) ? `${words[fault]} ${harm}` : (words[fault] ?? fault)
}

/** The table of faults, and below it all that is wrong. */
export function renderErasures(told: Told): string {
  const faults = faultsOf(told).map(each => `FAULT ${each}\n`)
  return [renderTable(told), ...(faults.length > 0 ? ['\n'] : []), ...faults].join('')
}

/** The table of faults, an adapter a line. */
export function renderTable(told: Told): string {
  const heads = ['adapter', 'calls', ...columns.map(headOf), 'fake checked by']
  const sides = ['---', '--:', ...columns.map(() => '--:'), '---']
  const lines = told.planned.map(planned => [
    ...[planned.row.adapter, planned.calls.length === 0 ? '–' : String(planned.calls.length)],
    ...columns.map(column => cellOf(told, planned, column)),
    witnessOf(planned),
  ])
  return [heads, sides, ...lines].map(cells => `| ${cells.join(' | ')} |\n`).join('')
}

/** A page with another table of faults in the place of its own. @throws {Error} it has none */
export function withTable(page: string, table: string): string {
  const own = /^\| adapter \|.*\n(?:\|.*\n)*/m
  if (!own.test(page)) throw new Error('the page has no table of faults')
  return page.replace(own, () => table)
}

/** Which part of a run tries it. */
export function partOf({ by, fault }: Pick<Tried, 'by' | 'fault'>): Part {
  if (by === 'adapter') return 'adapter'
  return fault === 'kill' ? 'kill' : 'server'
}

/** The adapter alone at each call, and a whole server: so many ended truly of so many. */
function cellOf({ tried }: Told, { row }: Planned, { fault, harm }: Column): string {
  const cells = (['adapter', 'server'] as const).flatMap(by => {
    const all = tried.filter(
      each =>
        each.adapter === row.adapter &&
        each.by === by &&
        each.fault === fault &&
        each.harm === harm,
    )
    if (all.length === 0) return []
    return [`${all.filter(({ findings }) => findings.length === 0).length}/${all.length}`]
  })
  return cells.length === 0 ? '–' : cells.join(' + ')
}

function witnessOf({ row }: Planned): string {
  const { client, description } = row.scene.checkedBy
  const named = [...(client ? [client] : []), ...(description ? ['its description'] : [])]
  return named.length === 0 ? '_unconfirmed_' : named.join(', ')
}

/** All that is wrong: what did not end truly, and calls of which not every fault was tried. */
export function faultsOf({ parts, planned, tried }: Told): readonly string[] {
  const wrong = tried.flatMap(({ adapter, by, call, fault, harm, findings }) =>
    findings.map(each => `${adapter}, ${by}, call ${call}, ${fault} ${harm}: ${each}`),
  )
  const missing = planned.flatMap(({ row, calls }) => {
    const own = tried.filter(({ adapter }) => adapter === row.adapter)
    const untried = [
      ...(parts.has('kill')
        ? calls.filter(call => !own.some(each => each.fault === 'kill' && each.call === call))
        : []),
      ...(parts.has('server') && !own.some(({ by, fault }) => by === 'server' && fault !== 'kill')
        ? ['any through a server']
        : []),
      ...(parts.has('adapter') ? missingFaults(own) : []),
    ]
    return untried.map(call => `${row.adapter}, call ${call}: not all was tried`)
  })
  return [...wrong, ...missing]
}

/** Calls of the adapter alone of which a fault is missing. */
function missingFaults(own: readonly Tried[]): readonly string[] {
  const alone = own.filter(({ by }) => by === 'adapter')
  if (alone.length === 0) return ['any of the adapter alone']
  return [...new Set(alone.map(({ call }) => call))].filter(call => {
    const purpose = call.split(' ')[0] as keyof typeof callFaults
    return callFaults[purpose].some(
      ({ fault, harm }) =>
        !alone.some(each => each.call === call && each.fault === fault && each.harm === harm),
    )
  })
}
