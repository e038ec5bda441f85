import { fromMatches, type PersonalData, type PlatformEvent, pick, valueAt } from '@conduit/core'
import { unnamedMembers } from '@conduit/lib-mailchimp'
import { idKeys, namedRows, otherMetadata } from './mandrill-tables.ts'

const taken = new Set(idKeys)
/** Groups of a mail that count as one whole each. */
const wholes = ['headers', 'attachments', 'images']

/** The personal data of one event of a batch. Metadata that no row names is free text. */
export function mandrillPersonalData(event: PlatformEvent): PersonalData {
  const metadata = unnamedMembers(valueAt(event.data, '/msg/metadata'), taken)
  return fromMatches([
    ...pick(namedRows, { ...event, data: withWholes(event.data) }),
    ...pick(otherMetadata, { ...event, data: { msg: { metadata } } }),
  ])
}

/** Rows read texts: a group becomes one, empty if the group is. */
function withWholes(data: unknown): unknown {
  const message = valueAt(data, '/msg')
  if (typeof data !== 'object' || typeof message !== 'object') return data
  const texts = wholes.flatMap(name => {
    const whole = valueAt(message, `/${name}`)
    if (typeof whole !== 'object' || whole === null) return []
    return [[name, Object.keys(whole).length > 0 ? 'present' : '']]
  })
  return { ...data, msg: { ...message, ...Object.fromEntries(texts) } }
}
