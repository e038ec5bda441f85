import { eventCoverage } from '../../sweep/event-coverage.ts'
import { type Leaf, sweep } from '../../sweep/sweep.ts'
import { assertNone } from '../assertions/assert-none.ts'
import type { Check } from '../context/check.ts'
import { nothingTaken } from '../context/nothing-taken.ts'

const canary = 'canary.of.the.sweep@example.com'

/** Nothing personal passes unseen: in no kind of event, and in no text of the recordings. */
export const coverageChecks: readonly Check[] = [
  {
    name: 'personal data: somebody is found in each event that tells of a person',
    hint: 'record such an event and give tables.pii rows that find its person; where it tells of nobody, say why in the row’s nobody.',
    run({ adapter, plays }) {
      const rows = eventCoverage(adapter, plays)
      const unfound = rows.filter(
        ({ row, foundBy }) => row.nobody === undefined && foundBy.length === 0,
      )
      const contradicted = rows.filter(
        ({ row, foundBy }) => row.nobody !== undefined && foundBy.length > 0,
      )
      assertNone(
        [
          ...unfound.map(
            ({ row, types }) =>
              `${row.type} (${row.meaning}): ${types.length === 0 ? 'no recording' : 'nobody is found'}`,
          ),
          ...contradicted.map(({ row }) => `${row.type} says nobody, and somebody is found`),
        ],
        'events that tell of a person',
      )
    },
  },
  {
    name: 'personal data: every text is found or technical',
    hint: 'give tables.pii a row for the place; if the text can be nobody’s, name it with its class in samples.technical.',
    skip: ({ adapter, deliveries, plays }) => {
      if (adapter.tables.pii.length === 0) return 'its settings alone say where personal data stand'
      return deliveries.length + plays.length === 0 ? nothingTaken : null
    },
    run(context) {
      const leaves = sweep(context, canary)
      const faults = leaves.filter(
        ({ outcome }) => outcome === 'unexplained' || outcome === 'misdeclared',
      )
      assertNone(faults.map(shown), 'an e-mail address would pass unseen at')
    },
  },
]

function shown({ file, in: where, path, outcome, technical }: Leaf): string {
  const document = where === 'request.body' ? '' : ` of answer ${where + 1}`
  const why = outcome === 'misdeclared' ? ` (it does not look like: ${technical})` : ''
  return `${path}${document} in ${file}${why}`
}
