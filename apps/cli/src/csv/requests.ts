import type { GivenRequest } from '../api/requests.ts'
import { requestChannels, requestLaws, requestTypes } from '../api/words.ts'
import { receiptOf } from './moment-of.ts'
import { type Cells, type Columns, identifierColumns } from './read-rows.ts'

/**
 * The columns of a file of requests: `email`, `phone`, `account_id` (with `integration`), one at least,
 * `type`, `received`, `channel`, `law`.
 */
export const requestColumns: Columns<GivenRequest> = {
  all: [...identifierColumns, 'integration', 'type', 'received', 'channel', 'law'],
  wanted: ['type', 'received'],
  itemOf: requestOf,
}

function requestOf(cells: Cells): GivenRequest | string {
  const { integration = '', channel = '', law = '' } = cells
  const identifiers = identifierColumns.flatMap(category => {
    const value = cells[category] ?? ''
    const of = category === 'account_id' && integration !== '' ? { integrationId: integration } : {}
    return value === '' ? [] : [{ category, value, ...of }]
  })
  if (identifiers.length === 0) return 'it names nobody'
  if (integration !== '' && !identifiers.some(({ category }) => category === 'account_id'))
    return 'an integration goes with an account_id'
  const type = wordOf(cells.type)
  if (!requestTypes.includes(type)) return 'its type is none that is known'
  const receipt = receiptOf(cells.received)
  if (receipt === null) return 'when it came is no date, nor a moment with an offset from 1970 on'
  if (channel !== '' && !requestChannels.includes(wordOf(channel)))
    return 'its channel is none that is known'
  if (law !== '' && !requestLaws.includes(wordOf(law))) return 'its law is none that is known'
  return {
    ...{ type, identifiers, ...receipt },
    ...(channel !== '' && { channel: wordOf(channel) }),
    ...(law !== '' && { regulation: wordOf(law) }),
  }
}

function wordOf(text = ''): string {
  return text.toLowerCase().replaceAll(/[ -]/g, '_')
}
