import { GraphQLError, isEnumType } from 'graphql'
import { graphSchema } from '../graph-schema.ts'
import { noMoment } from './scalars.ts'

/** The library's messages about values, from end to end: what they quote stands where nothing is taken from. */
const shapes: readonly (readonly [shape: RegExp, fault: (name: string) => string])[] = [
  [/^(Field "[\w.]+" of required type "[\w![\]]+" was not provided)\.$/, said => said],
  [/^Value ".*" does not exist in "(\w+)" enum\.(?: Did you mean [^.]*\?)?$/s, mustBe],
  [/^Enum "(\w+)" cannot represent non-(?:enum|string) value: /, mustBe],
  [/^Field ".*" is not defined by type "(\w+)"\.(?: Did you mean [^.]*\?)?$/s, hasNone],
  [/^Expected non-nullable type "([\w![\]]+)" not to be null\.$/, mustBe],
  [/^Expected type "(\w+)" to be an object\.$/, mustBe],
  [/^Expected value of type "([\w![\]]+)", found /, mustBe],
  [/^(String|Int|Float|Boolean|ID) cannot represent /, mustBe],
  [new RegExp(`^${noMoment.replace('Expected ', 'Expected (')})$`), said => `it must be ${said}`],
]

/**
 * What is wrong with a value of a query or of its variables, in words of the schema and without the
 * value; null: something else is wrong.
 */
export function valueFault(error: GraphQLError): string | null {
  const { message, originalError: inner } = error
  const isVariable = inner instanceof GraphQLError && message.endsWith(`; ${inner.message}`)
  const fault = faultIn(isVariable ? inner.message : message)
  if (fault === null) return null
  if (!isVariable) return fault.startsWith('it ') ? fault.replace('it', 'This value') : fault
  // The library writes the value before the place, with each quote in it escaped.
  const prefix = message.slice(0, -inner.message.length - 2)
  const [variable = ''] = /^Variable "\$\w+" got invalid value/.exec(prefix) ?? []
  const [place = ''] = / at "[\w.[\]]+"$/.exec(prefix) ?? []
  return `${variable}${place}: ${fault}`
}

function faultIn(message: string): string | null {
  for (const [shape, fault] of shapes) {
    const [, name] = shape.exec(message) ?? []
    if (name !== undefined) return fault(name)
  }
  return null
}

function mustBe(type: string): string {
  const found = graphSchema().getType(type.replace(/[![\]]/g, ''))
  if (!isEnumType(found)) return `it must be ${type}`
  return `it must be one of ${found
    .getValues()
    .map(({ name }) => name)
    .join(', ')}`
}

function hasNone(type: string): string {
  return `${type} has no such field`
}
