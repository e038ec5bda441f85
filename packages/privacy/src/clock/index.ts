// When a request has to be answered: for who handles requests, which is not loaded at a start.
export {
  type Deadline,
  type DeadlineRule,
  daysBetween,
  deadlineOf,
  isTimezone,
  startOfDay,
} from './deadline.ts'
export { loadHolidays, noHolidays } from './holidays.ts'
export { type LawProfile, lawProfiles, type RequestType, requestTypes, termOf } from './laws.ts'
export type { IsHoliday } from './working-days.ts'
