import mailchimp from '@conduit/adapter-mailchimp'
import samples from '@conduit/adapter-mailchimp/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('mailchimp conforms', t => adapterSuite(t, mailchimp, samples))
