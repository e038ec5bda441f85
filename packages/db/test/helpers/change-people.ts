import { createInterface } from 'node:readline'
import { type Executor, openDatabase } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { mergeSubjects } from '../../src/people/merge-subjects.ts'
import { movePeopleEpoch } from '../../src/people/people-epoch.ts'
import { noteAct } from './as-act.ts'

/** What another process does to people: each line is one transaction, which may halt before its commit. */
interface Command {
  readonly changes?: readonly {
    readonly erase?: string
    readonly merge?: readonly [string, string]
    readonly restrict?: string
  }[]
  readonly halts?: boolean
}

const [url = '', controllerId = ''] = process.argv.slice(2)
const database = await openDatabase({ url })
const lines = createInterface(process.stdin)[Symbol.asyncIterator]()

async function nextCommand(): Promise<Command | null> {
  const { value, done } = await lines.next()
  return done === true ? null : (JSON.parse(value) as Command)
}

async function erase(executor: Executor, subjectId: string): Promise<void> {
  const isTheirs = sql`controller_id = ${controllerId} and subject_id = ${subjectId}`
  for (const table of ['identifier_tokens', 'platform_refs', 'subject_keys', 'activity_subjects']) {
    await executor.execute(sql`delete from ${sql.identifier(table)} where ${isTheirs}`)
  }
  await executor.execute(sql`update processing_activities set subject_id = null where ${isTheirs}`)
  await setState(executor, subjectId, 'erased')
}

async function setState(executor: Executor, id: string, state: string): Promise<void> {
  await executor.execute(sql`update data_subjects set state = ${state}
    where controller_id = ${controllerId} and id = ${id}`)
}

for (let command = await nextCommand(); command !== null; command = await nextCommand()) {
  const { changes = [], halts = false } = command
  await database.transaction(async executor => {
    await noteAct(executor)
    await movePeopleEpoch(executor, controllerId)
    for (const { erase: erased, merge, restrict } of changes) {
      if (erased !== undefined) await erase(executor, erased)
      if (restrict !== undefined) await setState(executor, restrict, 'restricted')
      if (merge === undefined) continue
      const [subjectId, into] = merge
      await mergeSubjects(executor, { controllerId, subjectId, into }, new Date())
    }
    if (!halts) return
    process.stdout.write('halted\n')
    await nextCommand()
  })
  process.stdout.write('committed\n')
}
await database.close()
