import { CliError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { formatTable } from '../terminal/table.ts'
import { printLine } from '../terminal/terminal.ts'

export const checkConfig = defineCommand({
  name: 'check-config',
  summary: 'Checks environment, configuration file and adapters; starts nothing.',
  async run({ terminal, json }) {
    const { env, cwd } = terminal
    const { checkConfiguration } = await import('@conduit/server')
    const checked = await checkConfiguration(env, cwd)
    const { adapters, advice } = checked
    const ofAdapters = checked.adapterFaults.map(({ adapter, message }) => ({
      path: `adapters/${adapter}`,
      message,
    }))
    const faults = [...checked.faults, ...ofAdapters]
    const data = { isUsable: faults.length === 0, faults, adapters, advice }
    const table = formatTable(faults.map(({ path, message }) => [path, message]))
    if (faults.length > 0 && !json) throw new CliError(`the configuration has faults\n${table}`)
    if (faults.length > 0) printLine(terminal.stderr, 'conduit: the configuration has faults')
    const usable = `The configuration can be used, with ${adapters.length} adapters: ${adapters.join(', ')}.`
    const advised = advice.map(({ path, message }) => `${path}: ${message}.`)
    const text = [usable, ...advised].join('\n')
    return { data, text, exitCode: faults.length > 0 ? 1 : 0 }
  },
})
