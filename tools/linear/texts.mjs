/** What is repeated in texts; after the blanks they stand for what parsers look out for. */
const units = [
  ...' \t\n\u00a0\u200baZ01٣é\u0301😀\ud800.,;:-+@/%"\\\'()<>[]{}=&#*_',
  ...['\u0323\u0301', '~1', '%41', '\\"', '[]', 'a@', 'a.', '"a" ', 'x 1', 'v1,', 't=1,'],
]
const starts = ['', '"', '(', 'a@', '"a" <', 'Bearer ']
const ends = ['', '!', '"', '@a.com>', '\0']

/** Functions from a length to a text: each unit repeated. */
export const plainTexts = units.map(unit => length => repeated(unit, length))

/** The same behind each start and before each end, for what looks at beginnings and ends. */
export const anyTexts = starts.flatMap(start =>
  units.flatMap(unit => ends.map(end => length => start + repeated(unit, length) + end)),
)

/** A text of about this length. */
function repeated(unit, length) {
  return unit.repeat(Math.ceil(length / unit.length))
}

/** As many different pieces as make a text of about this length. */
function pieces(length, piece, between = '') {
  const count = Math.ceil(length / (piece(1_000).length + between.length))
  return Array.from({ length: count }, (_, index) => piece(index)).join(between)
}

const wide = '12345678901234567890'
const around = (start, unit, end) => length => start + repeated(unit, length) + end
/** Fields that have each a place in a group of their own, as deep as a document may be. */
const staircase = length => {
  const steps = Math.min(Math.floor(Math.sqrt(length / 2)), 60)
  return Array.from({ length: steps }, (_, depth) => `a${'[0]'.repeat(depth + 1)}[x]=1`).join('&')
}

/** Documents that grow. */
export const documents = [
  ...[
    ['[', '1,', '1]'],
    ['', '[', ''],
    ['', '{"a":', ''],
    ['"', '\\u0041', '"'],
    ['"', '\\', '"'],
  ].map(parts => around(...parts)),
  ...[
    ['', '1', ''],
    ['[1', '0', '1]'],
    ['[0.5', '0', '1]'],
    ['[1e', '9', ']'],
    ['[', '-', ']'],
    ['[', `${wide},`, '1]'],
  ].map(parts => around(...parts)),
  ...[
    ['"__proto__"', ' ', ''],
    [`[${wide},"`, 'a', '"]'],
    ['', ' ', 'null'],
    ['null', ' ', ''],
    ['[', '"a', ''],
  ].map(parts => around(...parts)),
  length => `{${pieces(length, index => `"name ${index}":1`, ',')}}`,
  length => `{${pieces(length, index => `"secret":${index}`, ',')}}`,
  length => `{${pieces(length, index => `"a":${wide}${index}`, ',')}}`,
  length => `{${pieces(length, index => `"n\\u0061me ${index}":{"constructor":1}`, ',')}}`,
  length => `[${pieces(length, index => `{"secret":{"a":${index}}}`, ',')}]`,
  ...['a=1&', 'a[]=1&', '%41', '%', '+', '&', 'a[0][1]=1&'].map(unit => around('', unit, '')),
  ...[
    ['a', '[]', '=1'],
    ['a', '[0]', '=1'],
    ['a', '[', ''],
    ['a=', '=', ''],
    ['list=[', '1,', '1]'],
  ].map(parts => around(...parts)),
  length => pieces(length, index => `a${index}=1`, '&'),
  length => pieces(length, index => `a[${index}]=1`, '&'),
  length => pieces(length, index => `a[${index}][b]=1`, '&'),
  length => pieces(length, index => `a[b${index}]=1`, '&'),
  staircase,
  ...[
    '<b/>',
    '<b>1</b>',
    '&amp;',
    '&#65;',
    '<!---->',
    '<![CDATA[x]]>',
    'x',
    ']',
    '\r',
    '<b>',
    '</a>',
  ].map(unit => around('<a>', unit, '</a>')),
  ...[
    ['<a ', ' ', '/>'],
    ['<a b="', '\n', '"/>'],
    ['<a b="', '&amp;', '"/>'],
    ['<a xmlns="', 'u', '"/>'],
    ['<', 'a', '/>'],
  ].map(parts => around(...parts)),
  length => `<a ${pieces(length, index => `b${index}=""`, ' ')}/>`,
  length => `<a ${pieces(length, index => `xmlns:b${index}="u"`, ' ')}/>`,
  length => `<a>${pieces(length, index => `<b${index}/>`)}</a>`,
]
