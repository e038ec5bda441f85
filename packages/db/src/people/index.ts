// People and what may be done with them: for the API, which a server loads once it is asked.
export {
  dismissLinks,
  mergePeople,
  restrictPerson,
  separatePeople,
  unrestrictPerson,
} from './change-people.ts'
export { joinTold } from './join-told.ts'
export { type KindOfData, kindsOfData } from './kinds-of-data.ts'
export { countLinks, type LinkNode, linksOf, listLinks } from './link-suggestions.ts'
export { subjectsById } from './list-subjects.ts'
export { type MergedSubject, mergedInto } from './merged-into.ts'
export { isRestrictedAt, type Restriction, restrictionsOf } from './restrictions.ts'
export { sharedShortNames } from './short-name.ts'
export { activityCounts, identifiersOf, type SubjectIdentifier } from './subject-details.ts'
