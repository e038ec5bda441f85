import hubspot from '@conduit/adapter-hubspot'
import samples from '@conduit/adapter-hubspot/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('HubSpot conforms', t => adapterSuite(t, hubspot, samples))
