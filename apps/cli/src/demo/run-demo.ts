import type { JsonObject } from '@conduit/core'
import { createPlatformSwitch } from '@conduit/recordings'
import { createApi } from '../api/api-client.ts'
import { createController } from '../api/controllers.ts'
import { CliError } from '../cli-error.ts'
import { loadSamples } from '../samples/load-samples.ts'
import { createDemoIntegrations } from './demo-integrations.ts'
import { type ConfiguredOptions, type DemoServer, startDemoServer } from './demo-server.ts'
import { type Plan, planFor } from './plan.ts'
import type { Stage } from './play-group.ts'
import { type PlayedRound, playRound } from './play-round.ts'
import type { PlatformReport } from './report.ts'
import { reportOf } from './report-of.ts'

/** A demo that has been played; its server still runs. */
export interface Demo {
  readonly server: Pick<DemoServer, 'url' | 'apiKey' | 'stop'>
  readonly reports: readonly PlatformReport[]
}

/** Plans by the names under which a configuration switches the adapters on. */
type Plans = ReadonlyMap<string, Plan>

/**
 * Starts a server with these adapters, plays all their recordings against it, and reads back what it
 * knows.
 *
 * @param names of the adapters
 * @param cwd where adapters of third parties are found
 * @param tell takes a line about what happens now
 */
export async function runDemo(
  names: readonly string[],
  cwd: string,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<Demo> {
  const plans = new Map<string, Plan>()
  for (const name of names) plans.set(name, await planOf(name, cwd))
  const platforms = await createPlatformSwitch()
  tell('Starting a server on a fresh database …')
  const server = await startDemoServer(optionsOf(plans, 0), platforms.transport, cwd)
  const stop = async () => {
    await server.stop()
    await platforms.close()
  }
  try {
    const api = createApi({ url: server.url, key: server.apiKey })
    const { dataController } = await createController(api, { name: 'Demo organisation' })
    const integrations = createDemoIntegrations(api, server.services.database, dataController.id)
    const stage = { server, api, controller: dataController, integrations, platforms, signal }
    const reports = await playAll(stage, plans, tell)
    return { server: { ...server, stop }, reports }
  } catch (error) {
    await stop()
    throw error
  }
}

async function planOf(name: string, cwd: string): Promise<Plan> {
  const found = await loadSamples(name, cwd)
  if (found === null) throw new CliError(`the adapter ${name} is not installed`)
  return planFor(found)
}

/** Recordings that need other options of the server come last, after it was started anew with them. */
async function playAll(
  stage: Stage,
  plans: Plans,
  tell: (line: string) => void,
): Promise<readonly PlatformReport[]> {
  const all = [...plans.values()]
  const rounds = new Map<Plan, PlayedRound[]>(all.map(plan => [plan, []]))
  const most = Math.max(0, ...all.map(plan => plan.rounds.length))
  for (let index = 0; index < most; index += 1) {
    if (index > 0) {
      tell('Starting the server anew with other options …')
      await stage.server.restart(optionsOf(plans, index))
    }
    for (const [plan, played] of rounds) {
      const round = plan.rounds[index]
      if (round === undefined) continue
      if (stage.signal.aborted) throw new CliError('interrupted')
      tell(`Playing ${plan.adapter.title} …`)
      played.push(await playRound(stage, plan, round))
    }
  }
  const reports: PlatformReport[] = []
  for (const [plan, played] of rounds) {
    reports.push(await reportOf(stage.api, stage.controller.id, plan, played))
  }
  return reports
}

function optionsOf(plans: Plans, round: number): ConfiguredOptions {
  const options = ({ rounds }: Plan): JsonObject => (rounds[round] ?? rounds.at(-1))?.options ?? {}
  return new Map([...plans].map(([name, plan]) => [name, options(plan)]))
}
