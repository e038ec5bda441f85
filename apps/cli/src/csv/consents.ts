import type { ImportedConsent } from '../api/consents.ts'
import { momentOf } from './moment-of.ts'
import { type Cells, type Columns, identifierColumns } from './read-rows.ts'

/**
 * The columns of a file of consents: `email`, `phone` or `account_id` (with `integration`), `purpose`,
 * `channel`, `state`, `at`, and `given_through`.
 */
export const consentColumns: Columns<ImportedConsent> = {
  all: [
    ...[...identifierColumns, 'integration', 'purpose', 'channel', 'state', 'at'],
    'given_through',
  ],
  wanted: ['purpose', 'channel', 'state', 'at'],
  itemOf: consentOf,
}

function consentOf(cells: Cells): ImportedConsent | string {
  const given = identifierColumns.filter(name => (cells[name] ?? '') !== '')
  const [category] = given
  if (category === undefined || given.length > 1) return 'it does not name one person'
  const { [category]: value = '', integration = '', purpose = '', channel = '' } = cells
  if (integration !== '' && category !== 'account_id')
    return 'an integration goes with an account_id'
  const state = stateOf(cells.state)
  if (state === null) return 'its state is neither granted nor withdrawn'
  const at = momentOf(cells.at)
  if (at === null) return 'its time is no date from 1970 on, nor a moment with an offset'
  const { given_through: givenThrough = '' } = cells
  return {
    ...{ category, value, purpose, channel, state, at },
    ...(integration !== '' && { integrationId: integration }),
    ...(givenThrough !== '' && { givenThrough }),
  }
}

function stateOf(text = ''): 'granted' | 'withdrawn' | null {
  const state = text.toLowerCase()
  return state === 'granted' || state === 'withdrawn' ? state : null
}
