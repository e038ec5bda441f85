import type { Identifier } from '../api/subjects.ts'
import { usageError } from '../cli-error.ts'
import type { Options } from '../command-line/command.ts'
import { readValue } from '../terminal/read-value.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** Options that name a person by one identifier or several. */
export const personOptions = {
  email: { type: 'string', value: 'address', summary: 'Who it is; @file and - work.' },
  phone: {
    type: 'string',
    value: 'number',
    summary: 'With its country code, unless there is a region.',
  },
  account: { type: 'string', value: 'id', summary: 'By the id at a platform; see --integration.' },
  integration: { type: 'string', value: 'id', summary: 'Whose account id it is.' },
} as const satisfies Options

const categories = { email: 'email', phone: 'phone', account: 'account_id' } as const

/**
 * The identifiers that the options give, one at least.
 * @throws {CliError} with exit code 2: there is none, or an integration without an account
 */
export async function personIdentifiers(
  values: { readonly [Name in keyof typeof personOptions]: string | undefined },
  terminal: Terminal,
): Promise<readonly Identifier[]> {
  const { integration } = values
  const identifiers: Identifier[] = []
  for (const name of ['email', 'phone', 'account'] as const) {
    const given = values[name]
    if (given === undefined) continue
    const value = await readValue(terminal, given)
    const of = name === 'account' && integration !== undefined
    identifiers.push({
      category: categories[name],
      value,
      ...(of && { integrationId: integration }),
    })
  }
  if (identifiers.length === 0) throw usageError('give --email, --phone or --account')
  if (integration !== undefined && values.account === undefined)
    throw usageError('--integration goes with --account')
  return identifiers
}

/** @throws {CliError} with exit code 2: an account without the integration whose it is */
export function assertWhoseAccount(values: {
  readonly account: string | undefined
  readonly integration: string | undefined
}): void {
  if ((values.account === undefined) !== (values.integration === undefined))
    throw usageError('--account and --integration go together')
}
