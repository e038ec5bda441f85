import { meanings } from '@conduit/core'
import { consentChannels, tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/** Does a topic say that something happened to a person's record, or that a person asked or chose? */
export function claimsPeople(topic: string): boolean {
  return consentChannels.has(topic) || /^(subject|consent|request)\./.test(meaningOf(topic))
}
