#!/usr/bin/env node
import { runCommandLine } from './command-line/run-command-line.ts'
import { start } from './commands/start.ts'
import { processTerminal } from './terminal/process-terminal.ts'

const words = process.argv.slice(2)
// A server is not to wait for the commands that work with one.
const commands = words[0] === start.name ? [start] : (await import('./commands/index.ts')).commands
process.exitCode = await runCommandLine(words, processTerminal(), commands)
