import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../conventions/projects.mjs'
import { changes } from '../mutants/changes.mjs'

/** A finding that a program can look for from outside. `slow`: it has to wait for a term of half a minute. */
const probed = (title, probe, file, subtest, options = {}) => ({
  title,
  probe,
  tests: [{ file, subtest }],
  ...options,
})

/** One that only shows when the mend is taken out: the careless change has the tests. */
const walled = (title, change) => {
  const { tests = [], grep = [] } = changes.find(({ why }) => why === change) ?? {}
  return { title, change, tests: tests.map(file => ({ file, subtest: grep.join(' > ') })) }
}

/** What was found by attacking and breaking Conduit on purpose, and is mended. */
export const findings = [
  probed(
    'a content type was read in time of the cube of its length',
    'content-type',
    'packages/core/test/pick-format.test.ts',
    'a content type of any length and form costs next to nothing',
  ),
  probed(
    'a property of Klaviyo was read in time of its square',
    'klaviyo-property',
    'tools/test/linear-expressions.test.mjs',
    'every expression takes no longer than its length accounts for',
  ),
  probed(
    'addresses, tax ids and IBANs were normalised in time of their square',
    'normalisers',
    'tools/test/linear-functions.test.mjs',
    'what a normaliser does not refuse for its length costs next to nothing',
  ),
  probed(
    '50,000 addresses of one person took 43 s',
    'many-addresses',
    'packages/core/test/excess.test.ts',
    'of one person a hundred identifiers are kept, and the others counted',
  ),
  probed(
    'a form of pluses took 7 s before its signature was looked at',
    'pluses',
    'packages/core/test/form.test.ts',
    'a plus is a blank, however many there are',
  ),
  walled(
    'a platform that refused and said “at once” was called without an end',
    'a platform that refuses and says “at once” is called without an end',
  ),
  probed(
    'long lists of one organisation kept another one waiting',
    'turns',
    'packages/core/test/pieces.test.ts',
    'whatever is large waits for a turn of its own before each piece',
  ),
  walled(
    'a long list took longer than its platform waits',
    'a large delivery is answered when its platform has hung up',
  ),
  probed(
    'unfinished bodies took all memory',
    'unfinished-bodies',
    'apps/server/test/unfinished-bodies.test.ts',
    'bodies that never end are answered once they hold too much together',
  ),
  probed(
    'a slow body was waited for 89 s',
    'slow-body',
    'apps/server/test/http-server.test.ts',
    'a body that does not arrive in time ends its connection, whatever the caller does',
    { slow: true },
  ),
  probed(
    'a body was read though its signature was missing',
    'headers-first',
    'packages/core/test/adapter-routes.test.ts',
    'a header that every call brings is asked for before the body is read',
  ),
  walled('a hanging Redis switched the limit off', 'while Redis hangs there is no limit'),
  probed(
    'who named a neighbour’s account received its events',
    'takeover',
    'apps/server/test/takeover.test.ts',
    'B claims it before A has proven it',
  ),
  probed(
    'an event counted as new after its keys were forgotten',
    'late',
    'packages/core/test/late.test.ts',
    'a signed event that is older than its keys would be is recorded, and of nobody',
  ),
  probed(
    'two times in one signature of Stripe were taken',
    'two-times',
    'packages/core/test/signature.test.ts',
    'a time and a body that are signed in one header',
  ),
  probed(
    'a body of Shopify passed under topics that nobody signed',
    'other-topic',
    'packages/adapter-shopify/test/parse-event.test.ts',
    'a body does not pass for that of another topic',
  ),
  probed(
    'a developer read people through activities',
    'roles',
    'apps/server/test/roles.test.ts',
    'who may read what, over every way that leads to it',
  ),
  probed(
    'looking people up left no trace and had no limit',
    'look-ups',
    'apps/server/test/look-ups.test.ts',
    'a key has sixty look-ups a minute',
  ),
  probed(
    'names from outside were kept in clear, whatever they were',
    'plain-names',
    'packages/core/test/plain-names.test.ts',
    'an event whose type or account could be a value is rejected, the others are kept',
  ),
  probed(
    'a GraphQL document of many tokens ended without a reason',
    'many-tokens',
    'apps/server/test/graphql.test.ts',
    'limits what one query may ask for',
  ),
  probed(
    'files of the embedded database were open to everybody on the machine',
    'private-files',
    'packages/db/test/open-embedded.test.ts',
    'directory and files are for their owner alone, whatever they were',
  ),
  probed(
    'a port in the address that a proxy gives was answered 500',
    'proxy-port',
    'apps/server/test/rate-limit.test.ts',
    'a proxy may give a port with an address, and something that is none',
  ),
  probed(
    'a server was ready without a key that opens it',
    'first-key',
    'apps/server/test/usable.test.ts',
    'servers that start at once on PostgreSQL make one key, in a file for the operator',
  ),
  probed(
    'adapters found the master key in their environment',
    'adapter-secrets',
    'apps/cli/test/trusted-code.test.ts',
    ' shows adapters no secrets, and outlives their stray errors alone',
  ),
  probed(
    'what was of the wrong type was taken for done',
    'wrong-type',
    'packages/core/test/receive.test.ts',
    'an event whose data stand in something else is kept for a replay, its id is not taken',
  ),
  probed(
    'the pool kept every answer',
    'pool-leak',
    'packages/db/test/client.test.ts',
    'a pool keeps no answer that it gave',
  ),
  probed(
    'a database of which nothing is heard was waited for, for ever',
    'stalled-database',
    'packages/db/test/deadlines.test.ts',
    'a server of which nothing is heard fails what waits for it, and is asked anew',
  ),
  probed(
    'a database that accepts and closes was asked all the time',
    'closing-database',
    'packages/db/test/deadlines.test.ts',
    'a server that accepts and closes is not asked all the time',
  ),
  walled(
    'a frozen server blocked the others',
    'a server that froze keeps the others from recording',
  ),
  walled(
    'a session that only reads was used on',
    'after a fail-over all is written to the server that only reads',
  ),
  walled(
    'a 200 was as durable as the database’s default',
    'what was answered is lost with the power, if the database has that as its default',
  ),
  walled(
    'starts died making the partition of a month',
    'a row that comes while its month is made keeps a server from starting',
  ),
  probed(
    'two containers had one data directory',
    'two-containers',
    'packages/db/test/open-embedded.test.ts',
    'of two containers with one directory one starts',
  ),
  probed(
    'the copy of a data directory in use could not be used',
    'copied-directory',
    'packages/db/test/lock-directory.test.ts',
    'a copy of a directory in use can be used beside it',
  ),
  walled(
    'an owner that was frozen wrote beside its successor',
    'a server that was frozen writes beside its successor',
  ),
  probed(
    'a taken port ended the start with a stack trace',
    'port-taken',
    'apps/server/test/start-fault.test.ts',
    'the server as a program says it too, and no more',
  ),
  probed(
    'a damaged directory ended the start with a stack trace',
    'damaged-directory',
    'packages/db/test/open-embedded.test.ts',
    'damaged files are told as such, and nothing new is made in their place',
  ),
  // Walls that no test noticed when they were taken out.
  ...[
    'an unsigned call reaches a neighbour’s integration by its account',
    'a credential of one adapter opens the endpoint of another',
    'a key that is bound to one integration opens another by its dpid',
    'the URL of events is good for polls and erasures',
    'one integration reads what waits for another of the same controller',
    'after a rotation every repetition counts again',
    'everybody behind a switchboard becomes one person',
    'the controller’s country decides over the one that a platform names',
    'what the database rolled back is answered as recorded',
    'two servers that record the same events wait for each other',
    'two servers that make the same jobs wait for each other',
    'a deadlock costs a webhook, though trying again would do',
    'of two topics with one body the second is lost',
    'what a platform sends again on the ninetieth day counts twice',
    'whole payloads are kept for most of a year',
    'an adapter writes personal data into the log',
    'an adapter takes a call that was signed for next month until then',
    'the first recording of an adapter is never played',
    'a lease is given back by somebody else',
  ].map(why => walled(`no test noticed that ${why}`, why)),
]

/** Findings that nothing holds any more: whoever moved a test or a probe moves them as well. */
export function findingFaults() {
  const probes = readdirSync(join(root, 'tools/findings/probes')).map(name => name.slice(0, -4))
  const wanted = findings.flatMap(({ probe = [] }) => probe)
  return [
    ...findings.flatMap(faultsOf),
    ...wanted.filter(name => !probes.includes(name)).map(name => `there is no probe ${name}`),
    ...probes
      .filter(name => !wanted.includes(name))
      .map(name => `no finding has the probe ${name}`),
  ]
}

function faultsOf({ title, change, tests }) {
  if (change !== undefined)
    return tests.length > 0 ? [] : [`no careless change is called “${change}”: ${title}`]
  return tests
    .filter(({ file, subtest }) => !holds(join(root, file), subtest))
    .map(({ file, subtest }) => `${file} has no test “${subtest}”: ${title}`)
}

function holds(path, subtest) {
  return existsSync(path) && readFileSync(path, 'utf8').includes(subtest)
}
