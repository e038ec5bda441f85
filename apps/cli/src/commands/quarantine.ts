import { listQuarantine, replayQuarantined } from '../api/quarantine.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

const controller = {
  type: 'string',
  value: 'id',
  summary: 'Only those of this controller.',
} as const

export const quarantineList = defineCommand({
  name: 'quarantine list',
  summary: 'Lists genuine deliveries that the server failed on and keeps sealed.',
  options: { controller, ...apiOptions },
  async run({ values, terminal }) {
    const kept = await listQuarantine(await apiOf(values, terminal), values.controller)
    const rows = kept.map(each => [
      each.id,
      each.adapter,
      each.step,
      each.lastReplayReason ?? each.reason,
      each.replays,
      each.createdAt,
      each.expiresAt,
    ])
    const header = ['id', 'adapter', 'step', 'reason', 'replays', 'since', 'kept until']
    const text =
      rows.length === 0
        ? 'Nothing is in quarantine.'
        : formatTable(rows, { header, right: [4], paint: paintFor(terminal).bold })
    return { data: { quarantine: kept }, text }
  },
})

export const quarantineReplay = defineCommand({
  name: 'quarantine replay',
  summary: 'Processes deliveries from quarantine again.',
  arguments: [{ name: 'delivery', summary: 'Its id in quarantine; without it --all.' }],
  options: {
    all: { type: 'boolean', summary: 'All that wait.' },
    controller,
    ...apiOptions,
  },
  async run({ values, positionals: [id], terminal }) {
    if ((id !== undefined) === values.all) throw usageError('name a delivery, or give --all')
    const api = await apiOf(values, terminal)
    const ids =
      id === undefined ? (await listQuarantine(api, values.controller)).map(each => each.id) : [id]
    const replayed = await replayQuarantined(api, ids)
    const failed = replayed.filter(({ isRecorded }) => !isRecorded)
    const rows = replayed.map(each => [each.id, each.isRecorded ? 'recorded' : each.reason])
    return {
      data: { replayed },
      text: rows.length === 0 ? 'Nothing is in quarantine.' : formatTable(rows),
      exitCode: failed.length > 0 ? 1 : 0,
    }
  },
})
