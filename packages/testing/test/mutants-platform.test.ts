import { mutants } from './mutants/all.ts'
import { testThatEachIsNoticed } from './support/notices.ts'

testThatEachIsNoticed(mutants.third)
