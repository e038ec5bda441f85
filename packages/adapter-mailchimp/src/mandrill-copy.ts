import type { PersonExport } from '@conduit/core'
import { documentsOf, findRecipients } from './mandrill-find.ts'
import type { Settings } from './settings.ts'

/** Whoever got mail, or is on a list. */
export const mandrillCopy: PersonExport<Settings> = {
  async find(person, { settings }, platform) {
    return await findRecipients(person, { settings, platform })
  },

  async *read(target, { settings }, platform) {
    yield* documentsOf(target, { settings, platform })
  },
}
