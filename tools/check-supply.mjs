// Checks what others bring: the lock file, and the licences of all that runs in production, which
// come in on standard input; and that our packages bring ours. Any fault ends with exit code 1.
//   pnpm -r licenses list --prod --json | node tools/check-supply.mjs
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projects, root } from './conventions/projects.mjs'
import { licenceTextFaults } from './supply/licence-texts.mjs'
import { licenceFaults } from './supply/licences.mjs'
import { lockFaults } from './supply/lock-file.mjs'

const faults = [
  ...lockFaults(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')),
  ...licenceFaults(JSON.parse(readFileSync(0, 'utf8'))),
  ...licenceTextFaults(root, projects()),
]

for (const fault of faults) console.error(`fault: ${fault}`)
if (faults.length > 0) process.exitCode = 1
else console.log('lock file and licences are as they should be')
