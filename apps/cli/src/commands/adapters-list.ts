import { type Adapter, listAdapters } from '../api/adapters.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const adaptersList = defineCommand({
  name: 'adapters list',
  summary: 'Lists the adapters that are switched on at the server, and why some do not run.',
  options: apiOptions,
  async run({ values, terminal }) {
    const adapters = await listAdapters(await apiOf(values, terminal))
    const rows = adapters.map(adapter => [
      adapter.name,
      adapter.title,
      waysOf(adapter),
      rightsOf(adapter),
      adapter.fault === null ? 'runs' : adapter.fault.message,
    ])
    const header = ['name', 'platform', 'data comes', 'for people', 'state']
    const text =
      rows.length === 0
        ? 'No adapter is switched on.'
        : formatTable(rows, { header, paint: paintFor(terminal).bold })
    return { data: { adapters }, text }
  },
})

function waysOf({ isCalled, canFetch }: Adapter): string | null {
  const ways = [...(isCalled ? ['by webhook'] : []), ...(canFetch ? ['by reading'] : [])]
  return ways.length === 0 ? null : ways.join(', ')
}

function rightsOf({ canExport, canBeTold, canErase }: Adapter): string | null {
  const rights = [
    ...(canExport ? ['copies'] : []),
    ...(canBeTold ? ['told'] : []),
    ...(canErase ? ['erases'] : []),
  ]
  return rights.length === 0 ? null : rights.join(', ')
}
