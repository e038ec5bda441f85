#!/usr/bin/env node
import { playRecordings } from './samples/play-recordings.ts'
import { processTerminal } from './terminal/process-terminal.ts'

process.exitCode = await playRecordings(process.argv.slice(2), processTerminal())
