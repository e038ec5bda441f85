import { defineCommand } from '../command-line/command.ts'
import { formatTable } from '../terminal/table.ts'
import { tellingFaults } from './server-faults.ts'

export const restoreCheck = defineCommand({
  name: 'restore-check',
  summary: 'Looks in a restored database for people who were erased since the backup.',
  options: {
    apply: { type: 'boolean', summary: 'Erase what is found anew.' },
    ledger: {
      type: 'string',
      value: 'file',
      multiple: true,
      summary: 'A further ledger, of another server.',
    },
  },
  async run({ values, terminal }) {
    const { restoreCheck: check } = await import('@conduit/server')
    const { env, cwd } = terminal
    const isApplied = values.apply === true
    const report = await tellingFaults(() =>
      check({ env, cwd, ledgers: values.ledger ?? [], isApplied }),
    )
    const { erasures, people, keys, identifiers, erased, held, merged } = report
    const { accounts, controllers, unsigned, gaps, unlisted } = report
    const rowsOfPeople = Object.values(report.rows).reduce((sum, count) => sum + count, 0)
    const counted = [
      ['erasures in the ledger', erasures],
      ['people that are there again', people],
      ['rows of theirs', rowsOfPeople],
      ['destroyed keys that are there again', keys],
      ['identifiers that are not suppressed any more', identifiers],
      ['accounts of integrations that are there again', accounts],
      ['organisations that had left, and are there again', controllers],
      ...(isApplied ? [['people, accounts and organisations erased anew', erased] as const] : []),
      ...(isApplied ? [['of whom something is held', held] as const] : []),
      ['people merged with somebody else: separate them first', merged],
      ['entries that no known key has signed', unsigned],
      ['places where entries are missing', gaps],
      ['erasures that are in no ledger', unlisted],
    ] as const
    const left = isApplied ? merged : people + keys + identifiers + accounts + controllers + merged
    const exitCode = left + unsigned + gaps + unlisted > 0 ? 1 : 0
    return { data: report, text: formatTable(counted.map(row => [...row])), exitCode }
  },
})
