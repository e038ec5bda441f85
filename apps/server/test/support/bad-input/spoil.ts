/** Stands in bad bodies where personal data could; afterwards it must not be found anywhere. */
export const canary = 'canary4711@example.com'

/** A JSON body with one more member in front, which no adapter reads. */
export function withMember(body: Buffer, name: string, value: string): Buffer {
  return Buffer.from(body.toString().replace('{', () => `{"${name}":${value},`))
}

/** A JSON body in which every text, but no name, is another. */
export function withTexts(body: Buffer, change: (text: string) => string): Buffer {
  const edit = (_name: string, value: unknown) =>
    typeof value === 'string' ? change(value) : value
  return Buffer.from(JSON.stringify(JSON.parse(body.toString(), edit)))
}

/** A form with one more field at its end. */
export function withField(body: Buffer, field: string): Buffer {
  return Buffer.from(`${body}&${field}`)
}

/** A SOAP body with something more inside of its notifications. */
export function withElement(body: Buffer, xml: string): Buffer {
  return Buffer.from(body.toString().replace('</notifications>', () => `${xml}</notifications>`))
}

/** A copy of a document with another value at a pointer; a function makes it of what stood there. */
export function withValue(document: unknown, pointer: string, value: unknown): unknown {
  const [, name, ...rest] = pointer.split('/')
  if (name === undefined) return typeof value === 'function' ? value(document) : value
  const inner = (child: unknown) => withValue(child, ['', ...rest].join('/'), value)
  if (Array.isArray(document)) return document.with(Number(name), inner(document[Number(name)]))
  const members = document as Readonly<Record<string, unknown>>
  return { ...members, [name]: inner(members[name]) }
}
