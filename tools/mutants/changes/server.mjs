const folder = 'apps/server'
const tests = name => [`${folder}/dist/test/${name}.test.js`]

export const serverChanges = [
  {
    file: `${folder}/src/logging/log-fields.ts`,
    find: 'const value = Object.hasOwn(fields, name) ? fields[name]?.(Reflect.get(given, name)) : undefined',
    replace: 'const value = Reflect.get(given, name)',
    tests: tests('logging'),
    why: 'the log holds whatever somebody hands it',
  },
  {
    file: `${folder}/src/logging/log-fields.ts`,
    find: "allowedMessages.has(message) ? String(message) : 'message withheld'",
    replace: 'String(message)',
    tests: tests('logging'),
    why: 'the log holds messages that quote what failed',
  },
  {
    file: `${folder}/src/plugins/rate-limit.ts`,
    find: 'const retryAfterSeconds = await ofAddress(request)',
    replace: 'const retryAfterSeconds = null as number | null',
    tests: tests('rate-limit'),
    why: 'one address takes the server from all others',
  },
  {
    file: `${folder}/src/jobs/boss-queue.ts`,
    find: '[...integrations].sort((a, b) => (a.id < b.id ? -1 : 1))',
    replace: '[...integrations]',
    tests: tests('boss-queue'),
    why: 'two servers that make the same jobs wait for each other',
  },
  {
    file: `${folder}/src/jobs/boss-queue.ts`,
    find: '  heartbeatSeconds: silenceSeconds,\n',
    replace: '',
    tests: tests('resume'),
    grep: ['outlives its server', 'killed: embedded'],
    why: 'what a dead server was reading waits until its job expires',
  },
  {
    file: `${folder}/src/services.ts`,
    find: '    elapsed,\n    onWaiting',
    replace: '    elapsed: () => clock().getTime(),\n    onWaiting',
    tests: tests('clock-set-back'),
    why: 'an integration that was switched off is taken for as long as a clock was set back',
  },
  {
    file: `${folder}/src/redis.ts`,
    find: 'await Promise.race([connected, pause(startMilliseconds, undefined, { ref: false })])',
    replace: 'await connected',
    tests: tests('redis-that-hangs'),
    grep: ['accepts and is silent'],
    why: 'a Redis that hangs keeps a server from starting',
  },
  {
    file: `${folder}/src/jobs/queue-started-later.ts`,
    find: '    running = queue\n',
    replace: '    await queue.lookForWork()\n    running = queue\n',
    tests: tests('queue-started-later'),
    why: 'what is recorded while the queue starts waits for a minute',
  },
]
