// Checks what a reader should be able to rely on: which way dependencies point, that folders can be
// read in one order, what a package shows, that both drivers read a parameter alike, that each careless
// change of `mutants` can still be made, that the page on security names no other, and that each
// finding has its test. Any fault ends with exit code 1.
import { folderCircles } from './conventions/circles.mjs'
import { wrongDirections } from './conventions/directions.mjs'
import { doorFaults } from './conventions/doors.mjs'
import { parameterFaults } from './conventions/parameters.mjs'
import { projects } from './conventions/projects.mjs'
import { pageFaults } from './conventions/security-page.mjs'
import { findingFaults } from './findings/list.mjs'
import { placeFaults } from './mutants/changes.mjs'

const all = projects()
const faults = [
  ...wrongDirections(all),
  ...folderCircles(all),
  ...doorFaults(all),
  ...parameterFaults(all),
  ...placeFaults(),
  ...pageFaults(),
  ...findingFaults(),
]

for (const fault of faults) console.error(`fault: ${fault}`)
if (faults.length > 0) process.exitCode = 1
else console.log(`conventions hold in ${all.length} packages`)
