// The settings and events of an adapter, as tables for people.
import { code, listing, spacious, table } from './markdown.mjs'

const mostChoices = 6
const longestDefault = 60

/** Settings with their members, in the order of the schema. */
export function settingsTable({ settings }) {
  const rows = settingsOf(settings).map(({ name, schema, isRequired }) => [
    code(name),
    neededOf(schema, isRequired),
    schema.secret === true ? 'yes' : '',
    [descriptionOf(schema), limitsOf(schema)].filter(text => text !== '').join(' '),
  ])
  return table(['Setting', 'Needed', 'Secret', 'What it is'], rows)
}

/** Names of settings that nothing describes. */
export function undescribedSettings({ settings }) {
  return settingsOf(settings)
    .filter(({ schema }) => descriptionOf(schema) === '')
    .map(({ name }) => name)
}

/** Event types in the order of the adapter's table. */
export function eventsTable({ tables }) {
  const rows = tables.events.map(({ type, meaning, note = '' }) => [
    code(spacious(type)),
    meaning,
    note,
  ])
  return table(['Type', 'Meaning', 'Note'], rows)
}

/** Every setting; members of an object, or of the objects of a list, follow it. */
function settingsOf(schema, prefix = '') {
  return Object.entries(schema.properties).flatMap(([member, property]) => {
    const name = prefix + member
    const isRequired = schema.required?.includes(member) === true
    const below = property.items?.properties === undefined ? property : property.items
    const mark = below === property ? '.' : '[].'
    const members = below.properties === undefined ? [] : settingsOf(below, name + mark)
    return [{ name, schema: property, isRequired }, ...members]
  })
}

function descriptionOf({ description, items }) {
  return description ?? items?.description ?? ''
}

function neededOf(schema, isRequired) {
  if (schema.learned === true) return 'can come later'
  if (schema.default === undefined) return isRequired ? 'yes' : 'no'
  const { default: value } = schema
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (text === '') return 'default: empty'
  return text.length > longestDefault ? 'has a default' : `default ${code(text)}`
}

/** What a schema allows, as far as a person is helped by it. */
function limitsOf({ anyOf = [], minimum, maximum, type }) {
  const choices = anyOf.map(each => each.const).filter(choice => choice !== undefined)
  if (choices.length > 0 && choices.length <= mostChoices) {
    return `One of ${listing(choices.map(code), 'or')}.`
  }
  if (type !== 'integer' || maximum === undefined) return ''
  return `From ${minimum ?? 0} to ${maximum}.`
}
