import {
  createPurpose,
  listPurposes,
  listUnmapped,
  mapPurpose,
  type Purpose,
  type PurposeDefinition,
  type PurposeMapping,
  type UnmappedPurpose,
  unmapPurpose,
  updatePurpose,
} from '../api/purposes.ts'
import { legalBases } from '../api/words.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand, type Options, type Values } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { assertWord, requiredWordOption, wordOption } from './word-option.ts'

const controller = {
  type: 'string',
  value: 'id',
  summary: 'The controller.',
  required: true,
} as const

/** What ISO/IEC TS 27560 wants to be known of a purpose. */
const noticeOptions = {
  essential: { type: 'string', value: 'yes|no', summary: 'Can nobody opt out of it?' },
  notice: { type: 'string', value: 'url', summary: 'Where the notice stands that people see.' },
  language: { type: 'string', value: 'tag', summary: 'Of the notice, BCP 47.' },
  jurisdiction: { type: 'string', value: 'text', summary: 'Whose law it is.' },
  recipient: {
    type: 'string',
    value: 'text',
    summary: 'Who is given the data; several times for several, empty for nobody.',
    multiple: true,
  },
  retention: { type: 'string', value: 'text', summary: 'How long it is kept.' },
  withdrawal: { type: 'string', value: 'text', summary: 'How consent is withdrawn.' },
} as const satisfies Options

export const purposesList = defineCommand({
  name: 'purposes list',
  summary: 'Lists purposes, what platforms call them, and the names that nobody has mapped.',
  options: { controller, ...apiOptions },
  async run({ values, terminal }) {
    const api = await apiOf(values, terminal)
    const purposes = await listPurposes(api, values.controller)
    const unmapped = await listUnmapped(api, values.controller)
    const { bold } = paintFor(terminal)
    const text = [
      purposes.length === 0 ? 'There is no purpose yet.' : purposesTable(purposes, bold),
      ...(unmapped.length === 0 ? [] : [`Not mapped\n${unmappedTable(unmapped, bold)}`]),
    ].join('\n\n')
    return { data: { purposes, unmappedPurposes: unmapped }, text }
  },
})

export const purposesCreate = defineCommand({
  name: 'purposes create',
  summary: 'Makes a purpose that people are asked consent for.',
  options: {
    controller,
    name: { type: 'string', value: 'name', summary: 'What it is called.', required: true },
    basis: requiredWordOption(legalBases, 'basis'),
    ...noticeOptions,
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const definition = definitionOf(values)
    const purpose = await createPurpose(await apiOf(values, terminal), {
      dataControllerId: values.controller,
      ...definition,
    })
    return { data: { purpose }, text: purposesTable([purpose], paintFor(terminal).bold) }
  },
})

export const purposesUpdate = defineCommand({
  name: 'purposes update',
  summary: 'Changes what is said of a purpose; what is left out stays, empty takes it away.',
  arguments: [{ name: 'purpose', summary: 'Its id.', required: true }],
  options: {
    name: { type: 'string', value: 'name', summary: 'What it is called.' },
    basis: wordOption(legalBases, 'basis'),
    ...noticeOptions,
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const definition = definitionOf(values)
    if (Object.keys(definition).length === 0) throw usageError('say what changes')
    const purpose = await updatePurpose(await apiOf(values, terminal), id, definition)
    return { data: { purpose }, text: purposesTable([purpose], paintFor(terminal).bold) }
  },
})

export const purposesMap = defineCommand({
  name: 'purposes map',
  summary: 'Says which purpose a name of a platform stands for.',
  arguments: [{ name: 'purpose', summary: 'Its id.', required: true }],
  options: {
    channel: { type: 'string', value: 'channel', summary: 'email, sms, …', required: true },
    'platform-purpose': {
      type: 'string',
      value: 'name',
      summary: "The platform's own; default: whatever nothing else maps on the channel.",
    },
    integration: { type: 'string', value: 'id', summary: 'Only there; default: any.' },
    ...apiOptions,
  },
  async run({ values, positionals: [purposeId = ''], terminal }) {
    const { channel, 'platform-purpose': platformPurpose, integration: integrationId } = values
    const mapping = await mapPurpose(await apiOf(values, terminal), {
      ...{ purposeId, channel, platformPurpose, integrationId },
    })
    return { data: { mapping }, text: `${mapping.id} maps ${mappingText(mapping)}.` }
  },
})

export const purposesUnmap = defineCommand({
  name: 'purposes unmap',
  summary: 'Takes a mapping out: what it joined is told apart again.',
  arguments: [{ name: 'mapping', summary: 'As purposes list shows it.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    await unmapPurpose(await apiOf(values, terminal), id)
    return { data: { id }, text: `${id} is taken out.` }
  },
})

type Given = Values<typeof noticeOptions> & {
  readonly name: string | undefined
  readonly basis: string | undefined
}

function definitionOf(given: Given): PurposeDefinition {
  const { name, basis, essential, notice, language, jurisdiction, retention, withdrawal } = given
  assertWord('--basis', legalBases, basis)
  assertWord('--essential', ['yes', 'no'], essential)
  const recipients = given.recipient.filter(each => each !== '')
  return {
    ...(name !== undefined && { name }),
    ...(basis !== undefined && { legalBasis: basis }),
    ...(essential !== undefined && { isEssential: essential === 'yes' }),
    ...(notice !== undefined && { notice: textOrNull(notice) }),
    ...(language !== undefined && { language: textOrNull(language) }),
    ...(jurisdiction !== undefined && { jurisdiction: textOrNull(jurisdiction) }),
    ...(given.recipient.length > 0 && { recipients }),
    ...(retention !== undefined && { retention: textOrNull(retention) }),
    ...(withdrawal !== undefined && { withdrawalMethod: textOrNull(withdrawal) }),
  }
}

function textOrNull(text: string): string | null {
  return text === '' ? null : text
}

function purposesTable(purposes: readonly Purpose[], paint: (text: string) => string): string {
  const header = ['purpose', 'id', 'basis', 'platforms call it', 'mapping']
  const rows = purposes.flatMap(({ name, id, legalBasis, mappings }) => {
    const [first, ...more] = mappings.map(each => [mappingText(each), each.id])
    return [[name, id, legalBasis, ...(first ?? [])], ...more.map(each => ['', '', '', ...each])]
  })
  return formatTable(rows, { header, paint })
}

function mappingText({ channel, platformPurpose, integration }: PurposeMapping): string {
  const where = integration === null ? '' : ` at ${integration.adapter} ${integration.id}`
  return `${platformPurpose ?? 'whatever else there is'} on ${channel}${where}`
}

function unmappedTable(
  unmapped: readonly UnmappedPurpose[],
  paint: (text: string) => string,
): string {
  const header = ['platform', 'integration', 'channel', 'calls it', 'by default']
  const rows = unmapped.map(({ integration, channel, platformPurpose, default: usual }) => [
    ...[integration.adapter, integration.id, channel, platformPurpose, usual?.name ?? null],
  ])
  return formatTable(rows, { header, paint })
}
