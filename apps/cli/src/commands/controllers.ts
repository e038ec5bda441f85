import { createController, listControllers, updateController } from '../api/controllers.ts'
import { requestLaws } from '../api/words.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { readValue } from '../terminal/read-value.ts'
import { formatTable, printable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { wordOption } from './word-option.ts'

export const controllersCreate = defineCommand({
  name: 'controllers create',
  summary: 'Makes a data controller, an organisation. Shows its DX Key once.',
  options: {
    name: { type: 'string', value: 'name', summary: 'What it is called.', required: true },
    'phone-region': {
      type: 'string',
      value: 'country',
      summary: 'Country of phone numbers without any other hint, DE.',
    },
    did: { type: 'string', value: 'did', summary: 'A DID that it has already.' },
    'dx-key': {
      type: 'string',
      value: 'key',
      summary: 'A DX Key that it has already; @file, or - for standard input.',
    },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const api = await apiOf(values, terminal)
    const dxKey = values['dx-key'] && (await readValue(terminal, values['dx-key']))
    const created = await createController(api, {
      name: values.name,
      ...(values['phone-region'] !== undefined && { phoneRegion: values['phone-region'] }),
      ...(values.did !== undefined && { did: values.did }),
      ...(dxKey !== undefined && { dxKey }),
    })
    const { dataController } = created
    const rows = [
      ['id', dataController.id],
      ['name', printable(dataController.name)],
      ['DID', dataController.did],
      ['DX Key', `${created.dxKey}  (shown only now)`],
    ]
    return { data: created, text: formatTable(rows) }
  },
})

export const controllersList = defineCommand({
  name: 'controllers list',
  summary: 'Lists the data controllers.',
  options: apiOptions,
  async run({ values, terminal }) {
    const controllers = await listControllers(await apiOf(values, terminal))
    const rows = controllers.map(({ id, name, phoneRegion, did }) => [id, name, phoneRegion, did])
    const header = ['id', 'name', 'phones', 'DID']
    const text =
      rows.length === 0
        ? 'There is no data controller yet: conduit controllers create --name <name>'
        : formatTable(rows, { header, paint: paintFor(terminal).bold })
    return { data: { dataControllers: controllers }, text }
  },
})

export const controllersUpdate = defineCommand({
  name: 'controllers update',
  summary: 'Says by what the deadlines of requests are made.',
  arguments: [{ name: 'id', summary: 'The controller.', required: true }],
  options: {
    laws: wordOption(requestLaws, 'laws', 'Several with commas.'),
    timezone: { type: 'string', value: 'zone', summary: 'Europe/Berlin.' },
    holidays: { type: 'string', value: 'calendar', summary: 'DE-BY; empty: no holidays.' },
    ...apiOptions,
  },
  async run({ values, positionals: [id], terminal }) {
    if (id === undefined) throw usageError('name a controller')
    const { laws, timezone, holidays } = values
    const lawProfiles = laws?.split(',').map(each => each.trim())
    if (lawProfiles?.some(each => !requestLaws.includes(each)))
      throw usageError(`--laws are of ${requestLaws.join(', ')}`)
    const controller = await updateController(await apiOf(values, terminal), id, {
      ...(lawProfiles !== undefined && { lawProfiles }),
      ...(timezone !== undefined && { timezone }),
      ...(holidays !== undefined && { holidayCalendar: holidays }),
    })
    const rows = [
      ['laws', controller.lawProfiles.join(', ')],
      ['time zone', controller.timezone],
      ['holidays', controller.holidayCalendar],
    ]
    return { data: { dataController: controller }, text: formatTable(rows) }
  },
})
