import { fromMatches, type PersonalData, type PlatformEvent, pick } from '@conduit/core'
import { tables } from './tables.ts'

/** By the tables; what a file is called, or where it was taken, belongs to nobody in particular. */
export function extractPii(event: PlatformEvent): PersonalData {
  const matches = pick(tables.pii, event)
  const { fields, people } = fromMatches(matches.filter(({ person }) => person !== ''))
  const nobodys = matches.filter(({ person }) => person === '')
  const ofNobody = nobodys.map(({ path, row }) => ({ path, category: row.category }))
  return { fields: [...fields, ...ofNobody], people }
}
