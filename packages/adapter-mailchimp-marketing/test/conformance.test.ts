import mailchimpMarketing from '@conduit/adapter-mailchimp-marketing'
import samples from '@conduit/adapter-mailchimp-marketing/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('mailchimp-marketing conforms', t => adapterSuite(t, mailchimpMarketing, samples))
