import eventbrite from '@conduit/adapter-eventbrite'
import samples from '@conduit/adapter-eventbrite/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('Eventbrite conforms', t => adapterSuite(t, eventbrite, samples))
