import { setTimeout as pause } from 'node:timers/promises'
import { fillOld, leftOf, removeFilled } from '../count/old-activities.ts'
import type { Ask } from '../count/store.ts'
import type { PostgresScene } from '../scene/scene.ts'
import { type Fault, gone, type Struck } from './fault.ts'

const activities = 1_000_000
const calmMilliseconds = 15_000
/** A run ends after thirteen minutes and leaves the rest to the next one, which comes a minute later here. */
const longestMilliseconds = 2_400_000
const lowestRatio = 0.8

/** What goes by while the server sweeps what is over. */
export const faultsOfRetention: readonly Fault[] = [
  {
    id: 'sweep-million',
    what: 'a million activities with periods and holds are swept; webhooks keep their rate',
    postgres: sweepMillion,
  },
]

async function sweepMillion(scene: PostgresScene): Promise<Struck> {
  const { read, connected, now } = scene
  const filled = await read(ask => fillOld(ask, connected.dataControllerId, activities, now()))
  const before = await rateOver(scene, () => pause(calmMilliseconds))
  await read(ask => ask(schedule('* * * * *')))
  await untilTrue(read, 'select count(*) > 0 as is from retention_marks')
  const began = performance.now()
  const during = await rateOver(scene, () =>
    untilTrue(
      read,
      `select count(*) > 0 as is from audit_entries
        where action = 'retention.swept' and details ->> 'result' = 'done'`,
    ),
  )
  await read(ask => ask(schedule('17 3 * * *')))
  const seconds = (performance.now() - began) / 1000
  const after = await rateOver(scene, () => pause(calmMilliseconds))
  const findings = await read(ask => leftOf(ask, filled))
  await read(ask => removeFilled(ask, filled))
  const ratio = during / ((before + after) / 2)
  const rates = [before, during, after].map(rate => `${rate.toFixed(0)}/s`).join(', ')
  const told = [
    `${activities} activities swept in ${seconds.toFixed(0)} s`,
    `webhooks before, meanwhile, after: ${rates}; ratio ${ratio.toFixed(2)}`,
  ]
  const slow = ratio < lowestRatio ? [`webhooks at ${ratio.toFixed(2)} of their rate`] : []
  return { ...gone([...findings, ...slow]), notes: told }
}

function schedule(cron: string): string {
  return `update pgboss.schedule set cron = '${cron}' where name = 'housekeeping'`
}

/** Webhooks that were acknowledged for the first time, each second. */
async function rateOver({ load }: PostgresScene, work: () => Promise<void>): Promise<number> {
  const { length } = load.result().acknowledged
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1000
  return (load.result().acknowledged.length - length) / seconds
}

async function untilTrue(read: PostgresScene['read'], text: string): Promise<void> {
  const until = performance.now() + longestMilliseconds
  const isTrue = async (ask: Ask) => (await ask(text))[0]?.is === true
  while (!(await read(isTrue))) {
    if (performance.now() > until) throw new Error('it was not swept in time')
    await pause(500)
  }
}
