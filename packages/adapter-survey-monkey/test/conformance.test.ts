import surveyMonkey from '@conduit/adapter-survey-monkey'
import samples from '@conduit/adapter-survey-monkey/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('SurveyMonkey conforms', t => adapterSuite(t, surveyMonkey, samples))
