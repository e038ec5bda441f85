import { restrictSubject, unrestrictSubject } from '../api/subjects.ts'
import { restrictionReasons } from '../api/words.ts'
import { defineCommand } from '../command-line/command.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { assertWord, requiredWordOption } from './word-option.ts'

const subjectArgument = { name: 'subject', summary: 'Its id.', required: true } as const

export const subjectsRestrict = defineCommand({
  name: 'subjects restrict',
  summary: 'Has what comes of a person from now on kept and marked, and nothing else.',
  arguments: [subjectArgument],
  options: { reason: requiredWordOption(restrictionReasons, 'reason'), ...apiOptions },
  async run({ values, positionals: [id = ''], terminal }) {
    assertWord('--reason', restrictionReasons, values.reason)
    const dataSubject = await restrictSubject(await apiOf(values, terminal), id, values.reason)
    return {
      data: { dataSubject },
      text: `The data of ${dataSubject.shortName} may only be kept now.`,
    }
  },
})

export const subjectsUnrestrict = defineCommand({
  name: 'subjects unrestrict',
  summary: 'Lifts the restriction of a person.',
  arguments: [subjectArgument],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    const dataSubject = await unrestrictSubject(await apiOf(values, terminal), id)
    return { data: { dataSubject }, text: `${dataSubject.shortName} is ${dataSubject.state} now.` }
  },
})
