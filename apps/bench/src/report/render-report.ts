import { allContestants } from '../contestants/all-contestants.ts'
import { beforeId } from '../contestants/conduit.ts'
import { allCases } from '../measure/cases.ts'
import { type BenchReport, faultsOf } from './bench-report.ts'
import { median } from './median.ts'
import { renderTable } from './render-table.ts'
import { type Row, summarise } from './summarise.ts'

/** The report for people: what was measured on, one table, what was wrong. */
export function renderReport(report: BenchReport): string {
  const parts = [
    renderMachine(report),
    renderRows(summarise(report.measurements)),
    renderStarts(report),
    renderMemory(report),
    renderNeighbours(report),
    renderFinding(report),
    ...report.profiles.map(renderProfile),
    faultsOf(report)
      .map(fault => `FAULT ${fault}`)
      .join('\n'),
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

function renderMachine({ machine, rounds, seconds }: BenchReport): string {
  const { processor, cores, memoryGigabytes, node, database, loadBefore } = machine
  return [
    `${cores} cores (${processor}), ${memoryGigabytes} GB, Node ${node}`,
    database,
    `medians of ${rounds} rounds of ${seconds} s; load of the machine before: ${loadBefore.toFixed(1)}`,
  ].join('\n')
}

const rowColumns = [
  '',
  'server µs',
  'db µs',
  'sum µs',
  'req/s',
  'p50 ms',
  'p99 ms',
  'peak MB',
  'WAL B',
  'others %',
  'sum ÷ insert',
  'server ÷ bare',
  'req/s ÷ bare',
  '÷ transaction',
  'p99 ÷ bare',
  'sum ÷ before',
]

function renderRows(rows: readonly Row[]): string {
  if (rows.length === 0) return ''
  const cases = [...new Set(rows.map(row => row.case))]
  const lines = cases.flatMap(id => [
    [titleOfCase(id)],
    ...rows.filter(row => row.case === id).map(cellsOf),
  ])
  return renderTable([rowColumns, ...lines])
}

function cellsOf(row: Row): readonly string[] {
  const { ratios } = row
  return [
    `  ${titleOf(row.contestant)}`,
    figure(row.serverMicroseconds),
    figure(row.databaseMicroseconds),
    figure(row.sumMicroseconds),
    figure(row.requestsPerSecond),
    figure(row.p50, 1),
    figure(row.p99, 1),
    megabytes(row.peakBytes),
    figure(row.walBytesPerEvent),
    figure(100 * row.othersShare),
    figure(ratios.sumToInsert, 2),
    figure(ratios.serverToBare, 2),
    figure(ratios.rateToBare, 2),
    figure(ratios.rateToTransaction, 2),
    figure(ratios.p99ToBare, 2),
    figure(ratios.sumToBefore, 2),
  ]
}

function renderStarts({ starts, firstStarts, helpMicroseconds }: BenchReport): string {
  if (starts.length === 0) return ''
  const rows = firstStarts.map(({ contestant, readyMilliseconds }) => {
    const own = starts.filter(each => each.contestant === contestant)
    return [
      `  ${titleOf(contestant)}`,
      figure(readyMilliseconds),
      figure(median(own.map(each => each.readyMilliseconds))),
      figure(median(own.map(each => each.serverMicroseconds / 1000))),
      megabytes(median(own.map(each => each.idleBytes))),
    ]
  })
  const columns = ['start', 'empty ms', 'existing ms', 'CPU ms', 'idle MB']
  const table = renderTable([columns, ...rows])
  if (helpMicroseconds === null) return table
  return `${table}\nconduit --help: ${figure(helpMicroseconds / 1000)} ms of CPU`
}

function renderMemory({ memory }: BenchReport): string {
  if (memory.length === 0) return ''
  const rows = memory.map(({ contestant, requests, peakBytes, bytesAfter }) => [
    `  ${titleOf(contestant)}`,
    figure(requests),
    megabytes(peakBytes),
    megabytes(bytesAfter),
  ])
  return renderTable([['memory', 'requests', 'peak MB', 'MB after'], ...rows])
}

function renderNeighbours({ neighbours }: BenchReport): string {
  if (neighbours.length === 0) return ''
  const rows = neighbours.map(each => [
    `  ${titleOf(each.contestant)}`,
    figure(each.idleP99, 1),
    figure(each.p50, 1),
    figure(each.p99, 1),
    figure(each.longestDelay),
    megabytes(each.growthBytes),
    Object.entries(each.statuses)
      .map(([status, count]) => `${count} × ${status}`)
      .join(', '),
  ])
  const columns = ['beside lists', 'p99 alone ms', 'p50 ms', 'p99 ms', 'delay ms', '+ MB', 'lists']
  return renderTable([columns, ...rows])
}

function renderFinding({ finding }: BenchReport): string {
  if (finding.length === 0) return ''
  const rows = finding.map(({ adapter, file, lines, microseconds, found, before }) => {
    const of = before?.microseconds ?? []
    return [
      `  ${adapter} ${file}${lines === null ? '' : `, ${lines} lines`}`,
      figure(median(microseconds)),
      before === null ? '–' : figure(median(of)),
      before === null ? '–' : figure(median(microseconds) / median(of), 2),
      before === null ? '–' : figure(Math.min(...microseconds) / Math.min(...of), 2),
      figure(found.fields),
      before === null ? '–' : figure(before.found.fields),
    ]
  })
  const columns = ['finding', 'µs', 'before', 'medians', 'least', 'fields', 'before']
  return renderTable([columns, ...rows])
}

function renderProfile({ contestant, shares }: BenchReport['profiles'][number]): string {
  const lines = shares
    .filter(({ percent }) => percent >= 1)
    .map(({ part, percent }) => `${percent.toFixed(1).padStart(6)} %  ${part}`)
  return [`where the time of ${titleOf(contestant)} went (share of busy time)`, ...lines].join('\n')
}

function titleOf(contestant: string): string {
  if (contestant === beforeId) return 'Conduit, before'
  return allContestants.find(({ id }) => id === contestant)?.title ?? contestant
}

function titleOfCase(id: string): string {
  return allCases.find(each => each.id === id)?.title ?? id
}

function figure(value: number | null, decimals = 0): string {
  return value === null ? '–' : value.toFixed(decimals)
}

function megabytes(bytes: number): string {
  return figure(bytes / 2 ** 20)
}
