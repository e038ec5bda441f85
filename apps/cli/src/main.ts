#!/usr/bin/env node
import { runCommandLine } from './command-line/run-command-line.ts'
import { commands } from './commands/index.ts'
import { processTerminal } from './terminal/process-terminal.ts'

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal(), commands)
