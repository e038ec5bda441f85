import { meanings } from '@conduit/core'
import { channelOf } from './consent.ts'
import { eventRows } from './event-rows.ts'

const meaningOf = meanings(eventRows)

/** Does a topic say that something happened to a person's record, or that a person asked or chose? */
export function claimsPeople(topic: string): boolean {
  return channelOf(topic) !== null || /^(subject|consent|request)\./.test(meaningOf(topic))
}
