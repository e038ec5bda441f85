import { formatTable, printable } from '@conduit/cli'
import { test } from 'tap'

test('columns are aligned, numbers flush right, nothing trails', async t => {
  const table = formatTable(
    [
      ['Stripe', 8, null],
      ['Zoë', 120, 'x'],
    ],
    { header: ['platform', 'sent', 'last'], right: [1] },
  )
  t.equal(table, ['platform  sent  last', 'Stripe       8  –', 'Zoë        120  x'].join('\n'))
  t.equal(formatTable([]), '')
})

test('text from elsewhere cannot command the terminal', async t => {
  t.equal(printable('\u001b[2Jhi\r\n\u202e'), '\u{FFFD}[2Jhi\u{FFFD}\u{FFFD}\u{FFFD}')
  t.notMatch(formatTable([['\u001b[31mred']]), '\u001b')
})
