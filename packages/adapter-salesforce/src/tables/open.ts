import { open, type PiiRow } from '@conduit/core'
import { addressPart } from './addresses.ts'

const place = '/*others'
const holds = '/@holds/*'
const technical = /^attributes$|Id$|^url$/

/** Records that a query brought along: who else came to a meeting, what was said of a case. */
const child = '/*others/records/*'
const written = /(Name|Subject|Description|Comments?|Body|Response|Notes?|Title)$/

/** Fields that no row names: custom ones whatever they hold, standard ones by name and form. */
export const openRows: readonly PiiRow[] = [
  {
    path: place,
    ...open({ finds: true, region: '/@country', skip: addressPart }),
    when: { [holds]: ['custom'] },
  },
  // The owner of a record is not whom it is about.
  { path: place, ...open({ skip: addressPart }), when: { [holds]: ['custom staff'] } },
  {
    ...{
      path: place,
      ...open({ others: null, skip: new RegExp(`${addressPart.source}|${technical.source}`, 'i') }),
    },
    unless: { [holds]: ['*'] },
  },
  { path: child, ...open({ others: null, typed: written, skip: technical }), person: child },
]
