import type { JsonObject, JsonValue } from '@conduit/core'
import { usageError } from '../cli-error.ts'
import type { Options } from '../command-line/command.ts'
import { readValue } from '../terminal/read-value.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** Options that give settings one by one. */
export const settingsOptions = {
  set: {
    type: 'string',
    value: 'name=text',
    multiple: true,
    summary: 'A setting; the text may be @file, or - for standard input.',
  },
  'set-json': {
    type: 'string',
    value: 'name=json',
    multiple: true,
    summary: 'A setting that is not text: a number, a list, an object; @file and - as above.',
  },
} as const satisfies Options

/**
 * Settings as the command line gives them.
 * @throws `CliError` with the name of the setting, never its value
 */
export async function readSettings(
  values: { readonly set: readonly string[]; readonly 'set-json': readonly string[] },
  terminal: Terminal,
): Promise<JsonObject> {
  const settings = new Map<string, JsonValue>()
  for (const [option, given] of [
    ['--set', values.set],
    ['--set-json', values['set-json']],
  ] as const) {
    for (const pair of given) {
      const [, name, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
      if (name === undefined || text === undefined) {
        throw usageError(`${option} takes name=value`)
      }
      if (settings.has(name)) throw usageError(`the setting ${name} is given twice`)
      const value = await readValue(terminal, text)
      settings.set(name, option === '--set' ? value : parseJson(name, value))
    }
  }
  return Object.fromEntries(settings)
}

function parseJson(name: string, text: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch {
    throw usageError(`the setting ${name} is not JSON`)
  }
}
