// A program, not a test of tap's: the suite under Node's own runner, on the adapter named.
import { test } from 'node:test'
import { adapterSuite } from '@conduit/testing'
import { acme, acmeWith } from '../acme/acme.ts'
import samples from '../acme/samples.ts'

const adapter = process.argv[2] === 'broken' ? acmeWith({ accounts: () => [] }) : acme

test('acme', t => adapterSuite(t, adapter, samples))
