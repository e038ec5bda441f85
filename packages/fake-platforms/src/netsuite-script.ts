import { runInNewContext } from 'node:vm'

/** A record as scripts see it: fields by their names in lower case. */
export interface ScriptedRecord {
  readonly fields: readonly string[]
  /** Empties these fields. */
  clear(fields: readonly string[]): void
}

/** What a RESTlet is made of. */
export interface Restlet {
  readonly get: (query: Readonly<Record<string, string>>) => unknown
  readonly post: (document: unknown) => unknown
}

interface RemovalOptions {
  readonly recordType: string
  readonly recordIds: readonly number[]
  readonly fieldIds: readonly string[]
  readonly workflowIds: readonly number[]
  readonly historyOnly: boolean
  readonly historyReplacement: string
}
interface Removal extends RemovalOptions {
  status: 'PENDING' | 'COMPLETE' | 'FAILED'
}

/** A script that runs, and the removals of personal information that it has begun. */
export interface ScriptHost {
  readonly restlet: Restlet
  /** What was begun comes to its end: it empties, or fails. */
  settle(isFailing: boolean): void
}

/** An error as scripts get and make it: its name says what is wrong. */
function scriptError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name })
}

/**
 * Runs a RESTlet in plain JavaScript with those modules of NetSuite that it may ask for: `N/error`, `N/record`
 * and `N/piremoval`, with names, members and errors as the type definitions and Oracle's pages have them.
 *
 * @param source the script, as it is uploaded
 * @param find a record by its type, as scripts name it, and id
 * @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_156173791240.html
 */
export function hostScript(
  source: string,
  find: (type: string, id: number) => ScriptedRecord | null,
): ScriptHost {
  const removals = new Map<number, Removal>()
  const modules: Readonly<Record<string, unknown>> = {
    'N/error': {
      create: ({ name, message }: Error) => scriptError(name, message),
    },
    'N/record': {
      load({ type, id }: { type: string; id: number }) {
        const record = typeof id === 'number' ? find(type, id) : null
        if (record === null) throw scriptError('RCRD_DSNT_EXIST')
        return { type, id, getFields: () => record.fields }
      },
    },
    'N/piremoval': removalModule(removals, find),
  }
  let restlet: Restlet | null = null
  const define = (names: readonly string[], make: (...parts: readonly unknown[]) => Restlet) => {
    const parts = names.map(name => modules[name])
    if (parts.includes(undefined)) throw scriptError('MODULE_DOES_NOT_EXIST')
    restlet = make(...parts)
  }
  runInNewContext(source, { define })
  if (restlet === null) throw scriptError('SSS_SCRIPT_DEFINES_NOTHING')
  return { restlet, settle: isFailing => settle(removals, find, isFailing) }
}

function removalModule(
  removals: Map<number, Removal>,
  find: (type: string, id: number) => ScriptedRecord | null,
) {
  return {
    createTask(options: RemovalOptions) {
      let id: number | undefined
      return {
        get id() {
          return id
        },
        save() {
          const { recordType, recordIds, fieldIds } = options
          const records = recordIds.map(each => find(recordType, each))
          const isKnown = records.every(
            record => record !== null && fieldIds.every(each => record.fields.includes(each)),
          )
          // Neither conversations nor unknown fields.
          if (!isKnown || recordIds.length === 0) throw scriptError('_1_JOB_WAS_NOT_FOUND')
          id = removals.size + 1
        },
        run() {
          if (id === undefined) throw scriptError('_1_JOB_WAS_NOT_FOUND')
          removals.set(id, { ...options, status: 'PENDING' })
        },
      }
    },
    getTaskStatus({ id }: { id: number }) {
      const removal = removals.get(id)
      if (removal === undefined) throw scriptError('_1_JOB_WAS_NOT_FOUND')
      return { status: removal.status, logList: [] }
    },
  }
}

function settle(
  removals: ReadonlyMap<number, Removal>,
  find: (type: string, id: number) => ScriptedRecord | null,
  isFailing: boolean,
): void {
  for (const removal of removals.values()) {
    if (removal.status !== 'PENDING') continue
    removal.status = isFailing ? 'FAILED' : 'COMPLETE'
    if (isFailing || removal.historyOnly) continue
    for (const id of removal.recordIds) find(removal.recordType, id)?.clear(removal.fieldIds)
  }
}
