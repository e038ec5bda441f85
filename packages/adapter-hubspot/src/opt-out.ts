import { type ConsentStatement, textOf, textOrNull, valueAt } from '@conduit/core'
import { ownType } from './kinds.ts'

const states = new Map<unknown, ConsentStatement['state']>([
  ['true', 'withdrawn'],
  ['false', 'granted'],
])

/** What a changed opt-out says: of all marketing e-mail, or of one subscription by its number. */
export function optOutOf(data: unknown): ConsentStatement | null {
  const name = /^hs_email_optout(?:_(\d+))?$/.exec(textOf(valueAt(data, '/propertyName')) ?? '')
  const state = states.get(valueAt(data, '/propertyValue'))
  if (name === null || state === undefined || ownType(data) !== 'contact.propertyChange')
    return null
  const purpose = name[1] === undefined ? 'marketing' : `subscription ${name[1]}`
  const source = textOrNull(data, '/changeSource') ?? ''
  const isWord = /^[A-Z][A-Z_]{0,63}$/.test(source)
  return {
    person: '',
    channel: 'email',
    purpose,
    state,
    ...(isWord && { givenThrough: source }),
  }
}
