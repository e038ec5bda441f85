import { createPlatformSwitch } from '@conduit/testing'
import { createApi } from '../api/api-client.ts'
import { createController } from '../api/controllers.ts'
import { CliError } from '../command-line/cli-error.ts'
import { loadSamples } from '../samples/load-samples.ts'
import { createDemoIntegrations } from './demo-integrations.ts'
import { type DemoServer, startDemoServer } from './demo-server.ts'
import { type Plan, planFor } from './plan.ts'
import { playPlatform } from './play-platform.ts'
import type { PlatformReport } from './report.ts'

/** A demo that has been played; its server still runs. */
export interface Demo {
  readonly server: DemoServer
  readonly reports: readonly PlatformReport[]
}

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
  const server = await startDemoServer(plans, platforms.transport, cwd)
  try {
    const { url, apiKey, services } = server
    const api = createApi({ url, key: apiKey })
    const { dataController } = await createController(api, { name: 'Demo organisation' })
    const integrations = createDemoIntegrations(api, services, dataController.id)
    const stage = {
      url,
      api,
      services,
      dataControllerId: dataController.id,
      integrations,
      platforms,
      signal,
    }
    const reports: PlatformReport[] = []
    for (const plan of plans.values()) {
      if (signal.aborted) throw new CliError('interrupted')
      tell(`Playing ${plan.adapter.title} …`)
      reports.push(await playPlatform(stage, plan))
    }
    return { server, reports }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function planOf(name: string, cwd: string): Promise<Plan> {
  const found = await loadSamples(name, cwd)
  if (found === null) throw new CliError(`the adapter ${name} is not installed`)
  return planFor(found)
}
