const folder = 'packages/testing'
const tests = name => [`${folder}/dist/test/${name}.test.js`]
const checks = `${folder}/src/checks`

/** Changes of the conformance kit: what it would no longer find in an adapter or a store. */
export const testingChanges = [
  {
    file: `${checks}/personal-data/coverage-checks.ts`,
    find: 'row.nobody === undefined && foundBy.length === 0',
    replace: 'row.nobody === undefined && foundBy.length < 0',
    tests: tests('mutants-bodies'),
    grep: ['a kind of event that no recording shows'],
    why: 'a kind of event finds nobody and nobody notices',
  },
  {
    file: `${folder}/src/sweep/sweep.ts`,
    find: "outcome: found === null ? 'refused' : 'unexplained'",
    replace: "outcome: 'refused'",
    tests: tests('mutants-bodies'),
    grep: ['a text of which nothing is said'],
    why: 'a text in which an address passes unseen is taken for one that is refused',
  },
  {
    file: `${folder}/src/sweep/sweep.ts`,
    find: "hasForm(value, technical) ? technical.class : 'misdeclared'",
    replace: 'technical.class',
    tests: tests('mutants-bodies'),
    grep: ['a text that is said to be a number'],
    why: 'an adapter may call anything technical',
  },
  {
    file: `${checks}/personal-data/leaks-of.ts`,
    find: "['the log', server.log.slice(since.log)],",
    replace: '',
    tests: tests('mutants'),
    grep: ['in the log'],
    why: 'an adapter writes personal data into the log',
  },
  {
    file: `${checks}/personal-data/leaks-of.ts`,
    find: "['the reply', linesOf({ body, headers })],",
    replace: '',
    tests: tests('mutants-bodies'),
    grep: ['a value in the reply'],
    why: 'an adapter answers with personal data',
  },
  {
    file: `${checks}/signature/signature-secret-checks.ts`,
    find: "['of next month', -month],",
    replace: '',
    tests: tests('mutants'),
    grep: ['only an old time'],
    why: 'an adapter takes a call that was signed for next month until then',
  },
  {
    file: `${checks}/context/prepare.ts`,
    find: 'of await playOwn(adapter, samples))',
    replace: 'of (await playOwn(adapter, samples)).slice(1))',
    tests: tests('honest'),
    why: 'the first recording of an adapter is never played',
  },
  {
    file: `${folder}/src/store/session-checks.ts`,
    find: 'await sessions.release(ref, theirs)',
    replace: 'void theirs',
    tests: tests('store-suite'),
    why: 'a store lets anybody give back a lease',
  },
  {
    file: `${folder}/src/store/lookup-checks.ts`,
    find: 'assert.equal(await store.integration({ controllerId: elsewhere, id }), null)',
    replace: 'void elsewhere',
    tests: tests('store-suite'),
    why: 'a store opens an integration for another controller',
  },
  {
    file: `${checks}/signature/signature-secret-checks.ts`,
    find: "['', ' ', undefined]",
    replace: '[undefined]',
    tests: tests('mutants'),
    grep: ['an empty secret is a secret'],
    why: 'an adapter lets in whoever signs with nothing',
  },
]
