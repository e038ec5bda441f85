import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase } from '@conduit/db'
import { startServer } from '@conduit/server'
import { test } from 'tap'
import { embeddedEnvironment } from './support/embedded-environment.ts'
import { hungPlatform, operatorOf } from './support/hung-platform.ts'
import { logCapture } from './support/log-capture.ts'

test('a start that fails while the database is being opened leaves it closed', async t => {
  const cwd = await operatorOf(t, await hungPlatform(t))
  // Options cannot be looked at by settings of a kind that nobody knows, which shows before any
  // database is open.
  const folder = join(cwd, 'node_modules/@acme/hung')
  await writeFile(
    join(folder, 'index.js'),
    `import { defineAdapter, didAndKey, json } from '@conduit/core'
    import { Kind, Type } from '@sinclair/typebox'
    const made = defineAdapter({
      name: 'hung', title: 'Hung', settings: Type.Object({}, { additionalProperties: false }),
      endpoint: { formats: [json()], payload: Type.Object({}) },
      tables: { events: [], pii: [] }, authenticate: didAndKey(),
      verifySignature: () => 'unsigned', parseEvent: () => ({ deliveryId: null, events: [] }),
      guides: { connect: new URL('connect.md', import.meta.url), erase: new URL('erase.md', import.meta.url) },
    })
    export default { ...made, settings: Type.Object({ a: { [Kind]: 'Nobody' } }) }`,
  )
  await writeFile(
    join(cwd, 'conduit.config.yaml'),
    "adapters: { '@acme/hung': { options: { a: 1 } } }\n",
  )
  const env = await embeddedEnvironment(cwd)
  await t.rejects(
    startServer({ env, cwd, logStream: logCapture().stream, print: () => undefined }),
    { message: /Unknown type/ },
  )
  // One process at a time has the directory: it is free if the database was closed.
  const database = await openDatabase({ dataDir: join(cwd, '.conduit/pglite') })
  await database.close()
})
