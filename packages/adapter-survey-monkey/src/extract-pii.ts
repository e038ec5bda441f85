import {
  fromMatches,
  type Match,
  type PersonalData,
  type PlatformEvent,
  pick,
  type Reference,
  valueAt,
} from '@conduit/core'
import { tables } from './tables.ts'

/** Where an object stands; the first that is known is enough to find it. */
const places = new Map([
  ['response', ['survey', 'collector']],
  ['recipient', ['collector']],
])

/** Ids are written with their kind, as a response and a recipient may bear the same one. */
export function extractPii(event: PlatformEvent): PersonalData {
  const { fields, people } = fromMatches(pick(tables.pii, event).map(withKind))
  return {
    fields,
    people: people.map(({ identifiers, references = [] }) => ({
      // The respondent's id is, as a rule, the response's own.
      identifiers: [...new Map(identifiers.map(each => [each.value, each])).values()],
      references: references.map(reference => located(reference, event)),
    })),
  }
}

function withKind(match: Match): Match {
  const { category, identifies, reference = 'response' } = match.row
  if (category !== 'account_id' || identifies !== true) return match
  return { ...match, value: `${reference}:${match.value}` }
}

function located({ object, id }: Reference, { data }: PlatformEvent): Reference {
  const [within] = (places.get(object) ?? []).flatMap(place => {
    const found = valueAt(data, `/resources/${place}_id`) ?? valueAt(data, `/${place}_id`)
    return typeof found === 'string' ? [{ [place]: found }] : []
  })
  return { object, id: id.slice(object.length + 1), ...(within !== undefined && { within }) }
}
