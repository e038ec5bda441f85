import googleDrive from '@conduit/adapter-google-drive'
import { compileRows, pick } from '@conduit/core'
import { test } from 'tap'

const rows = compileRows(googleDrive.tables.pii)

function extract(path: string, data: object) {
  const base = { type: 'file.changed', meaning: 'processing', occurredAt: null, id: null } as const
  const event = { ...base, path, data }
  const integration = { settings: { changes: true }, state: {} }
  return googleDrive.extractPii(event, integration, pick(rows, event))
}

const ada = { emailAddress: 'ada@example.com', displayName: 'Ada', photoLink: 'https://p.example' }
const identifiers = (email: string, id: string) => [
  { category: 'email', value: email },
  { category: 'account_id', value: id },
]

test('everybody is a person of their own, in a change as in a file', async t => {
  const file = {
    owners: [{ ...ada, permissionId: '1' }],
    lastModifyingUser: { emailAddress: 'bo@example.com', permissionId: '2' },
    sharingUser: { emailAddress: 'cy@example.com', permissionId: '3' },
    trashingUser: { displayName: 'Anonymous' },
  }
  for (const [path, at, data] of [
    ['', '', file],
    ['/changes/3', '/changes/3/file', { file }],
  ] as const) {
    const { people, fields } = extract(path, data)
    t.strictSame(
      people.map(each => each.identifiers),
      [
        identifiers('ada@example.com', '1'),
        identifiers('bo@example.com', '2'),
        identifiers('cy@example.com', '3'),
        [],
      ],
    )
    t.strictSame(people[0]?.references, [{ object: 'user', id: '1' }])
    const ofAda = fields.filter(({ person }) => person === 0)
    t.strictSame(ofAda.map(each => each.path).toSorted(), [
      `${at}/owners/0/displayName`,
      `${at}/owners/0/emailAddress`,
      `${at}/owners/0/permissionId`,
      `${at}/owners/0/photoLink`,
    ])
  }
})

test('of permissions only those of users and groups name somebody', async t => {
  const permissions = [
    { type: 'anyone', id: 'anyoneWithLink' },
    { type: 'domain', id: '4', displayName: 'example.com' },
    { type: 'user', id: '5', ...ada },
    { type: 'group', id: '6', emailAddress: 'team@example.com' },
    { id: '7', emailAddress: 'bo@example.com' },
  ]
  const { people, fields } = extract('', { permissions })
  t.strictSame(
    people.map(each => each.identifiers),
    // In the order of the document, where the id comes first.
    [
      identifiers('ada@example.com', '5'),
      identifiers('team@example.com', '6'),
      identifiers('bo@example.com', '7'),
    ].map(each => each.toReversed()),
  )
  t.notOk(fields.some(({ path }) => /^\/permissions\/[01]\//.test(path)))
})

test('what a file is called, and where it was taken, is nobody’s in particular', async t => {
  const { people, fields } = extract('', {
    name: 'CV of Ada',
    originalFilename: 'cv.pdf',
    description: 'born 1984',
    permissionIds: ['1', '2'],
    imageMediaMetadata: { location: { latitude: 50.06, longitude: 0, altitude: 219 } },
  })
  t.strictSame(people, [])
  t.notOk(fields.some(field => 'person' in field))
  const count = (category: string) => fields.filter(each => each.category === category).length
  t.strictSame(['free_text', 'account_id', 'location'].map(count), [3, 2, 2])
})

test('texts that people put on a file are found by their names, and are nobody’s', async t => {
  const { people, fields } = extract('', {
    properties: { customer: 'Ada', client_email: 'ada@example.com', phone: '1' },
    labelInfo: {
      labels: [{ fields: { f: { text: ['of Ada'], user: [{ ...ada, permissionId: '5' }] } } }],
    },
    contentRestrictions: [{ reason: 'Ada asked', restrictingUser: { permissionId: '6' } }],
  })
  t.strictSame(
    people.map(each => each.identifiers.length),
    [2, 1],
  )
  const ofNobody = fields.filter(({ person }) => person === undefined)
  t.strictSame(ofNobody.map(({ category }) => category).sort(), [
    'email',
    'free_text',
    'free_text',
    'name',
    'phone',
  ])
})
