import { mergeSubjects, separateSubjects } from '../api/subjects.ts'
import { defineCommand } from '../command-line/command.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const subjectsMerge = defineCommand({
  name: 'subjects merge',
  summary: 'Says that two data subjects are one person; `subjects separate` ends it.',
  arguments: [
    { name: 'subject', summary: 'Its id.', required: true },
    { name: 'into', summary: 'Who stands for both from then on.', required: true },
  ],
  options: apiOptions,
  async run({ values, positionals: [id = '', into = ''], terminal }) {
    const dataSubject = await mergeSubjects(await apiOf(values, terminal), id, into)
    return { data: { dataSubject }, text: `They are ${dataSubject.shortName} now.` }
  },
})

export const subjectsSeparate = defineCommand({
  name: 'subjects separate',
  summary: 'Ends a merge: the data subject is a person of its own again.',
  arguments: [{ name: 'subject', summary: 'Who was merged: its own id.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    const dataSubjects = await separateSubjects(await apiOf(values, terminal), id)
    const names = dataSubjects.map(({ shortName }) => shortName)
    return { data: { dataSubjects }, text: `They are ${names.join(' and ')} now.` }
  },
})
