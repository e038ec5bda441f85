import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../conventions/projects.mjs'
import { adapterChanges } from './changes/adapters.mjs'
import { coreChanges } from './changes/core.mjs'
import { dbChanges } from './changes/db.mjs'
import { privacyChanges } from './changes/privacy.mjs'
import { serverChanges } from './changes/server.mjs'
import { testingChanges } from './changes/testing.mjs'

/**
 * Careless changes: in `file`, the text `find` becomes `replace`, and each of the tests has to fail.
 * `why` says what a person loses by it.
 */
export const changes = [
  ...privacyChanges,
  ...coreChanges,
  ...dbChanges,
  ...adapterChanges,
  ...testingChanges,
  ...serverChanges,
]

/** Changes that can no longer be made: whoever moved the code moves them as well. */
export function placeFaults() {
  return changes.flatMap(({ file, find, replace, tests, why }) => {
    const path = join(root, file)
    const times = existsSync(path) ? readFileSync(path, 'utf8').split(find).length - 1 : 0
    const absent = tests.filter(test => !existsSync(join(root, test)))
    return [
      ...(times === 1 ? [] : [`${file} has ${times} times what is changed so that ${why}`]),
      ...(find === replace || tests.length === 0 ? [`${file}: nothing tells that ${why}`] : []),
      ...absent.map(test => `there is no ${test}, which should tell that ${why}`),
    ]
  })
}
