import {
  fromMatches,
  type PersonalData,
  type PlatformEvent,
  pick,
  rowsOf,
  valueAt,
} from '@conduit/core'
import { type AudienceSettings, mergeTagRows } from './audience-settings.ts'
import { audienceTables, knownTags, namedRows, otherMergeFields } from './audience-tables.ts'
import { unnamedMembers } from './unnamed-members.ts'

const named = { tables: { ...audienceTables, pii: namedRows }, rows: mergeTagRows }

/** The personal data of an audience event. Merge fields that no row names are free text. */
export function audiencePersonalData(
  event: PlatformEvent,
  settings: AudienceSettings,
): PersonalData {
  const taken = new Set([...knownTags, ...Object.keys(settings.mergeTags ?? {})])
  const merges = unnamedMembers(valueAt(event.data, '/data/merges'), taken)
  return fromMatches([
    ...pick(rowsOf(named, settings), event),
    ...pick(otherMergeFields, { ...event, data: { data: { merges } } }),
  ])
}
